import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiReply } from './api.reply.js';
import type { FaultName, FaultRule } from './fault.rules.js';
import { twilioErrorBody } from './twilio-error.response.js';

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

type Strike = (response: ServerResponse, rule: FaultRule, reply: ApiReply | undefined) => void;

/** What each fault does to the response. `reply` is what would have been answered, after the create was accepted. */
const STRIKES: Readonly<Record<Exclude<FaultName, 'delay'>, Strike>> = {
  '429': (response, rule) => refuse(response, rule, rule.code ?? 20429, 429),
  '500': (response, rule) => refuse(response, rule, rule.code ?? 20500, rule.code === 20503 ? 503 : 500),
  '5xx-after-accept': (response, rule) => refuse(response, rule, rule.code ?? 20500, rule.code === 20503 ? 503 : 500),
  '502-html': (response) => end(response, 502, 'text/html', HTML),
  'garbage-201': (response) => end(response, 201, 'text/html', '<html><body>Created</body></html>'),
  'empty-201': (response) => end(response, 201, 'application/json', ''),
  'no-sid-201': (response, _rule, reply) =>
    end(response, 201, 'application/json', JSON.stringify({ ...reply?.body, sid: undefined })),
  'truncated-after-accept': (response, _rule, reply) => truncate(response, JSON.stringify(reply?.body ?? {})),
  'reset-before-accept': (response) => response.socket?.resetAndDestroy(),
  'reset-after-accept': (response) => response.socket?.resetAndDestroy(),
  // The connection stays open and silent until the client gives up.
  hang: () => undefined,
  'hang-after-accept': () => undefined,
};

/**
 * Lets a fault strike, after its delay.
 *
 * @returns whether the request is settled; false means that it goes on as if nothing had happened (`delay`)
 */
export async function strike(response: ServerResponse, rule: FaultRule, reply?: ApiReply): Promise<boolean> {
  if (rule.delayMs !== undefined) await delay(rule.delayMs, undefined, { ref: false });
  if (rule.fault === 'delay') return false;
  STRIKES[rule.fault](response, rule, reply);
  return true;
}

function refuse(response: ServerResponse, rule: FaultRule, code: number, status: number): void {
  if (rule.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(rule.retryAfterSeconds));
  end(response, status, 'application/json', JSON.stringify(twilioErrorBody(code, '', status)));
}

function end(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** Announces the whole body, sends half of it and closes the connection. */
function truncate(response: ServerResponse, body: string): void {
  const bytes = Buffer.from(body);
  response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}
