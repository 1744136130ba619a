import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Where `npm run build` puts the dashboard, seen from this file in `dist/`. */
const DASHBOARD_DIRECTORY = join(import.meta.dirname, '../../../../dashboard');

/** What the dashboard's build writes in place of the nonce, so that each answer can have its own. */
const NONCE_MARK = '__CSP_NONCE__';

/** Addresses that are never pages: what is wrong there is told in problem documents, whoever asks. */
const NO_PAGES = /^\/(v3|api|docs|problems|assets|healthz|readyz|metrics|openapi\.json)(\/|$)/;

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

const NOT_BUILT =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Herald</title><h1>The dashboard was not built</h1>' +
  '<p>Herald itself runs. Stop it, run <code>npm run build</code>, and start it again. The API is described at <a href="docs">docs</a>.</p></html>';

/**
 * Serves the dashboard: its files under their names, and its page at `/` and wherever a browser asks for a page that no
 * route serves. Files in `assets/` carry a hash in their name and are kept by browsers; the page is asked for each time.
 *
 * @param publicUrl of Herald; its path is the base of the page's relative addresses
 * @param directory of what the build made; where there is none, the page says so
 */
export async function serveDashboard(
  app: NestFastifyApplication,
  publicUrl: string,
  directory: string = DASHBOARD_DIRECTORY,
): Promise<void> {
  const page = await pageOf(directory, publicUrl);
  if (page !== undefined) {
    await app.register(fastifyStatic, {
      root: directory,
      prefix: '/',
      wildcard: false,
      index: false,
      decorateReply: false,
      preCompressed: true,
      globIgnore: ['index.html', '**/*.br', '**/*.gz', '**/.*'],
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(directory, 'assets'));
        reply.header('cache-control', isHashed ? `public, max-age=${YEAR_MS / 1000}, immutable` : 'no-cache');
      },
    });
  }
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (!asksForPage(request)) return done();
      sendPage(reply, page);
    });
}

/** The page's text with its base, undefined where the dashboard was not built. */
async function pageOf(directory: string, publicUrl: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(directory, 'index.html'), 'utf8');
    const base = new URL(publicUrl).pathname.replace(/\/*$/, '/');
    return text.replace(/<head[^>]*>/i, (head) => `${head}<base href="${attribute(base)}">`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function asksForPage({ is404, method, url, headers }: FastifyRequest): boolean {
  const [path = ''] = url.split('?', 1);
  if (!is404 || (method !== 'GET' && method !== 'HEAD') || NO_PAGES.test(path)) return false;
  return path === '/' || (headers.accept?.includes('text/html') ?? false);
}

function sendPage(reply: FastifyReply, page: string | undefined): void {
  const nonce = randomBytes(16).toString('base64');
  void reply
    .code(page === undefined ? 404 : 200)
    .header('content-security-policy', contentSecurityPolicy(nonce))
    .header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send((page ?? NOT_BUILT).replaceAll(NONCE_MARK, nonce));
}

/**
 * What the page may load: files of Herald alone. Style elements that its libraries make carry the nonce; scripts are files.
 * https://www.w3.org/TR/CSP3/
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
