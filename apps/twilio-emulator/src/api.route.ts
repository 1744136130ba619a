import { parse, type ParsedUrlQuery } from 'node:querystring';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './account.directory.js';
import { fetchAccount, fetchBalance, listIncomingNumbers } from './account.route.js';
import type { ApiReply } from './api.reply.js';
import type { EmulatorState } from './emulator.state.js';
import { strike } from './fault.response.js';
import type { FaultSubject } from './fault.rules.js';
import { createMessage, deleteMessage, fetchMessage, listMessages, updateMessage } from './messages.route.js';
import { BodyTooLargeError, readBody } from './request.body.js';
import { newSid } from './twilio.sid.js';
import { TwilioRefusal } from './twilio-error.response.js';

interface ApiCall {
  readonly state: EmulatorState;
  readonly caller: Caller;
  readonly params: ParsedUrlQuery;
  /** Of the message; empty where the path has none. */
  readonly sid: string;
  readonly arrivedMs: number;
}

type Handler = (call: ApiCall) => ApiReply | Promise<ApiReply>;
/** By method. */
type Handlers = Readonly<Record<string, Handler | undefined>>;

/** What stands below `/2010-04-01/Accounts/{sid}`, by method. `{sid}` in a path is one segment. */
const ROUTES: ReadonlyMap<string, Handlers> = new Map<string, Handlers>([
  [
    '/Messages.json',
    {
      POST: ({ state, caller, params, arrivedMs }) => createMessage(state, caller.account, params, arrivedMs),
      GET: ({ state, caller, params }) => listMessages(state, caller.account, params),
    },
  ],
  [
    '/Messages/{sid}.json',
    {
      GET: ({ state, caller, sid }) => fetchMessage(state, caller.account, sid),
      POST: ({ state, caller, sid, params }) => updateMessage(state, caller.account, sid, params),
      DELETE: ({ state, caller, sid }) => deleteMessage(state, caller.account, sid),
    },
  ],
  ['.json', { GET: ({ caller }) => fetchAccount(caller) }],
  ['/Balance.json', { GET: ({ caller }) => fetchBalance(caller) }],
  ['/IncomingPhoneNumbers.json', { GET: ({ state, caller }) => listIncomingNumbers(caller, state.senders) }],
]);

const PATH = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})((?:\/[A-Za-z]+)?)(?:\/([A-Za-z0-9]+))?\.json$/;

/** Answers one request to the API: authenticates, lets faults strike, routes, and writes the reply with Twilio's headers. */
export async function serveApi(
  state: EmulatorState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const arrivedMs = Date.now();
  const startedMs = performance.now();
  state.underWay += 1;
  try {
    const outcome = answer(state, request, response, await readBody(request), arrivedMs);
    // Most replies are there at once; awaiting them would cost every create a turn.
    const reply = outcome instanceof Promise ? await outcome : outcome;
    if (reply !== undefined) write(response, reply, state.underWay, performance.now() - startedMs);
  } catch (error) {
    write(response, refusalReply(error), state.underWay, performance.now() - startedMs);
  } finally {
    state.underWay -= 1;
  }
}

type Outcome = ApiReply | undefined;

/** The reply, or undefined when a fault has taken over the response. */
function answer(
  state: EmulatorState,
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
  arrivedMs: number,
): Outcome | Promise<Outcome> {
  const { method = 'GET', url = '/' } = request;
  const queryAt = url.indexOf('?');
  const path = queryAt < 0 ? url : url.slice(0, queryAt);
  const params = method === 'GET' ? parse(queryAt < 0 ? '' : url.slice(queryAt + 1)) : formOf(request, text);
  state.requests.append({ atMs: arrivedMs, method, path, userAgent: request.headers['user-agent'], params });

  const [matched, accountSid, collection = '', sid = ''] = PATH.exec(path) ?? [];
  const caller = state.accounts.authenticate(request.headers.authorization);
  if (caller === undefined || (matched && caller.account.sid !== accountSid)) throw new TwilioRefusal(20003);
  const handlers = matched ? ROUTES.get(sid === '' ? `${collection}.json` : `${collection}/{sid}.json`) : undefined;
  const call = { state, caller, params, sid, arrivedMs };
  if (state.faults.pending.length === 0) return route(handlers, method, path, call);
  const isCreate = method === 'POST' && collection === '/Messages' && sid === '';
  const subject = { isCreate, method, path, to: single(params.To), from: single(params.From) };
  return answerWithFaults(response, subject, state, () => route(handlers, method, path, call));
}

async function answerWithFaults(
  response: ServerResponse,
  subject: FaultSubject,
  state: EmulatorState,
  proceed: () => ApiReply | Promise<ApiReply>,
): Promise<Outcome> {
  const early = state.faults.take(subject, 'before');
  if (early && (await strike(response, early))) return undefined;
  const reply = await proceed();
  const late = state.faults.take(subject, 'after');
  return late && (await strike(response, late, reply)) ? undefined : reply;
}

function route(
  handlers: Handlers | undefined,
  method: string,
  path: string,
  call: ApiCall,
): ApiReply | Promise<ApiReply> {
  if (handlers === undefined) throw new TwilioRefusal(20404, path);
  const handler = handlers[method];
  if (handler === undefined) throw new TwilioRefusal(20004);
  return handler(call);
}

function write(response: ServerResponse, reply: ApiReply, concurrent: number, durationMs: number): void {
  if (response.destroyed) return;
  const body = reply.body === undefined ? '' : JSON.stringify(reply.body);
  const headers = [
    'Twilio-Concurrent-Requests',
    String(concurrent),
    'Twilio-Request-Id',
    newSid('RQ'),
    'Twilio-Request-Duration',
    (durationMs / 1000).toFixed(3),
  ];
  if (body !== '') headers.push('Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body)));
  if (reply.status === 401) headers.push('WWW-Authenticate', 'Basic realm="Twilio API"');
  response.writeHead(reply.status, headers);
  response.end(body);
}

/** Twilio reads forms only; any other body counts as none. */
function formOf(request: IncomingMessage, text: string): ParsedUrlQuery {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return parse(isForm ? text : '', '&', '=', { maxKeys: 0 });
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function refusalReply(error: unknown): ApiReply {
  if (error instanceof BodyTooLargeError) return { status: 413, body: new TwilioRefusal(20001, error.message).body };
  if (error instanceof TwilioRefusal) return { status: error.body.status, body: error.body };
  throw error;
}
