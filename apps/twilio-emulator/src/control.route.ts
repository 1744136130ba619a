import type { IncomingMessage } from 'node:http';
import { parse, type ParsedUrlQuery } from 'node:querystring';
import type { ApiReply } from './api.reply.js';
import type { CallbackSettings } from './callback.dispatcher.js';
import { ControlBody, ControlRequestError } from './control.body.js';
import type { EmulatorState } from './emulator.state.js';
import { FAULT_NAMES, type FaultRule } from './fault.rules.js';
import { receiveInbound } from './inbound.message.js';
import { messageResource, MESSAGE_STATUSES } from './message.resource.js';
import { readBody } from './request.body.js';
import type { RingStore } from './ring.store.js';

interface ControlCall {
  readonly state: EmulatorState;
  readonly query: ParsedUrlQuery;
  readonly json: unknown;
  readonly sid: string;
  readonly reset: () => Promise<void>;
}

type Handler = (call: ControlCall) => ApiReply | Promise<ApiReply>;

const DEFAULT_LIMIT = 1_000;
const LARGEST_LIMIT = 10_000;
const LONGEST_WAIT_MS = 60_000;
const NO_CONTENT: ApiReply = { status: 204 };

/** The control surface below `/_emulator`; the README describes each call. */
const ROUTES: Readonly<Record<string, Handler | undefined>> = {
  'GET /health': () => ok({ status: 'ok' }),
  'GET /ledger': ({ state, query }) => ok(ledgerPage(state, query)),
  'GET /ledger/count': ({ state }) => ok(state.ledger.count()),
  'GET /requests': ({ state, query }) => ok(recordPage(state.requests, query)),
  'GET /callbacks': ({ state, query }) => ok(recordPage(state.sender.attempts, query)),
  'GET /callbacks/settings': ({ state }) => ok(state.dispatcher.settings),
  'POST /callbacks/settings': ({ state, json }) => configureCallbacks(state, new ControlBody(json)),
  'GET /settled': async ({ state, query }) => settledReply(state, numberOf(query.timeoutMs, 5_000, LONGEST_WAIT_MS)),
  'GET /faults': ({ state }) => ok({ faults: state.faults.pending }),
  'POST /faults': ({ state, json }) => addFaults(state, json),
  'DELETE /faults': ({ state }) => {
    state.faults.clear();
    return NO_CONTENT;
  },
  'POST /lists/settings': ({ state, json }) => configureLists(state, new ControlBody(json)),
  'POST /messages/{sid}/status': ({ state, json, sid }) => pushStatus(state, sid, new ControlBody(json)),
  'POST /inbound': async ({ state, json }) => ok(await receiveInbound(state, new ControlBody(json))),
  'POST /reset': async ({ reset }) => {
    await reset();
    return NO_CONTENT;
  },
};

/**
 * Answers one call of the control surface. Only callers on the same machine are served.
 *
 * @param reset replaces the state by an empty one
 */
export async function serveControl(
  state: EmulatorState,
  request: IncomingMessage,
  reset: () => Promise<void>,
): Promise<ApiReply> {
  if (!isLoopback(request.socket.remoteAddress)) return { status: 403, body: { error: 'Only for this machine.' } };
  const [path = '', queryText = ''] = (request.url ?? '').slice('/_emulator'.length).split('?');
  const sid = /^\/messages\/([^/]+)\/status$/.exec(path)?.[1] ?? '';
  const route = `${request.method ?? 'GET'} ${sid ? path.replace(sid, '{sid}') : path}`;
  const handler = ROUTES[route];
  if (handler === undefined) return { status: 404, body: { error: `There is no ${route} here.` } };
  try {
    const text = await readBody(request);
    const json: unknown = text === '' ? {} : JSON.parse(text);
    return await handler({ state, query: parse(queryText), json, sid, reset });
  } catch (error) {
    if (error instanceof ControlRequestError) return { status: 400, body: { errors: error.faults } };
    if (error instanceof SyntaxError) return { status: 400, body: { errors: ['The body is not JSON.'] } };
    throw error;
  }
}

function ledgerPage(state: EmulatorState, query: ParsedUrlQuery): object {
  const after = numberOf(query.after, 0, Number.MAX_SAFE_INTEGER);
  const { entries, firstKept } = state.ledger.after(after, numberOf(query.limit, DEFAULT_LIMIT, LARGEST_LIMIT));
  return { entries, next: entries.at(-1)?.sequence ?? after, firstKept, keepsEntries: state.ledger.keepsEntries };
}

function recordPage<T>(records: RingStore<T>, query: ParsedUrlQuery): object {
  const after = numberOf(query.after, 0, Number.MAX_SAFE_INTEGER);
  const page = records.after(after, numberOf(query.limit, DEFAULT_LIMIT, LARGEST_LIMIT));
  return {
    entries: page.map(({ sequence, value }) => ({ sequence, ...value })),
    next: page.at(-1)?.sequence ?? after,
    total: records.total,
  };
}

function configureCallbacks(state: EmulatorState, body: ControlBody): ApiReply {
  const current = state.dispatcher.settings;
  const settings: CallbackSettings = {
    delayMs: body.wholeNumber('delayMs') ?? current.delayMs,
    duplicate: body.wholeNumber('duplicate') ?? current.duplicate,
    order: body.oneOf('order', ['normal', 'reversed', 'shuffled']) ?? current.order,
    seed: body.wholeNumber('seed') ?? current.seed,
    paused: body.flag('paused') ?? current.paused,
    beforeResponse: body.flag('beforeResponse') ?? current.beforeResponse,
  };
  body.refuse(
    settings.paused && settings.beforeResponse,
    'paused and beforeResponse together would never answer a create; lift one of them.',
  );
  body.finish();
  state.dispatcher.configure(settings);
  return ok(settings);
}

async function settledReply(state: EmulatorState, timeoutMs: number): Promise<ApiReply> {
  const settled = await state.activity.settled(timeoutMs);
  return { status: settled ? 200 : 504, body: { settled, underWay: state.activity.underWay } };
}

function configureLists(state: EmulatorState, body: ControlBody): ApiReply {
  const lagMs = body.wholeNumber('lagMs');
  body.finish();
  state.listLagMs = lagMs ?? state.listLagMs;
  return ok({ lagMs: state.listLagMs });
}

/** One rule, or a list of them. */
function addFaults(state: EmulatorState, json: unknown): ApiReply {
  const rules = (Array.isArray(json) ? json : [json]).map((rule: unknown) => faultRule(rule));
  state.faults.add(rules);
  return { status: 201, body: { faults: state.faults.pending } };
}

function faultRule(json: unknown): FaultRule {
  const body = new ControlBody(json, 'A fault rule');
  const fault = body.oneOf('fault', FAULT_NAMES);
  body.refuse(fault === undefined, `fault is needed: one of ${FAULT_NAMES.join(', ')}.`);
  const { to, from, path, method } = body.texts('match');
  const [retryAfterSeconds, delayMs, code] = ['retryAfterSeconds', 'delayMs', 'code'].map((n) => body.wholeNumber(n));
  const times = body.wholeNumber('times') ?? 1;
  body.finish();
  return {
    match: defined({ to, from, path, method }),
    fault: fault ?? 'delay',
    times,
    ...defined({ retryAfterSeconds, delayMs, code }),
  };
}

function pushStatus(state: EmulatorState, sid: string, body: ControlBody): ApiReply {
  const status = body.oneOf('status', MESSAGE_STATUSES);
  const errorCode = body.wholeNumber('errorCode');
  const message = state.messages.find(sid);
  body.refuse(status === undefined, `status is needed: one of ${MESSAGE_STATUSES.join(', ')}.`);
  body.refuse(message === undefined, `There is no message ${sid}.`);
  body.finish();
  if (message !== undefined && status !== undefined) state.progression.push(message, status, errorCode);
  return message === undefined ? NO_CONTENT : { status: 202, body: messageResource(message) };
}

function ok(body: object): ApiReply {
  return { status: 200, body };
}

function defined<T>(values: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== undefined));
}

function numberOf(value: string | string[] | undefined, fallback: number, most: number): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : fallback;
  return Math.min(number, most);
}

function isLoopback(address: string | undefined): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address ?? '');
}
