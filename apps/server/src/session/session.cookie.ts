import { Settings } from '#herald/config';
import { Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** With this prefix browsers take the cookie from this host only, by https: RFC 6265bis, 4.1.3.2. */
export const SECURE_COOKIE = '__Host-herald';
/** Over plain http, on one's own machine, browsers would refuse the prefix. */
const PLAIN_COOKIE = 'herald';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The cookie that carries a session's token. */
@Injectable()
export class SessionCookie {
  readonly #isSecure: boolean;
  readonly #name: string;

  constructor({ publicUrl }: Settings) {
    this.#isSecure = publicUrl.startsWith('https:');
    this.#name = this.#isSecure ? SECURE_COOKIE : PLAIN_COOKIE;
  }

  /** The token that came with the request. */
  read({ headers }: FastifyRequest): string | undefined {
    if (headers.cookie === undefined) return undefined;
    const token = parseCookie(headers.cookie)[this.#name];
    return token !== undefined && TOKEN.test(token) ? token : undefined;
  }

  /** Gives the token to the browser until then; an end in the past takes it away. */
  write(reply: FastifyReply, token: string, expires: Date): void {
    const value = stringifySetCookie(this.#name, token, {
      expires,
      httpOnly: true,
      path: '/',
      sameSite: 'lax',
      secure: this.#isSecure,
    });
    void reply.header('set-cookie', value).header('cache-control', 'no-store');
  }

  /** Takes the token away from the browser. */
  clear(reply: FastifyReply): void {
    this.write(reply, '', new Date(0));
  }
}
