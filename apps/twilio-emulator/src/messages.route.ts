import type { ParsedUrlQuery } from 'node:querystring';
import type { AccountOptions } from './emulator.environment.js';
import type { ApiReply } from './api.reply.js';
import type { EmulatorState } from './emulator.state.js';
import { messagePage } from './message.list.js';
import { readMessageRequest } from './message.parameters.js';
import { messageResource, type Message } from './message.resource.js';
import { TwilioRefusal } from './twilio-error.response.js';

/** Statuses that a message does not leave by itself. */
const COMPLETE = new Set(['delivered', 'read', 'failed', 'undelivered', 'canceled', 'received']);

/**
 * `POST …/Messages.json`: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
 *
 * @param arrivedMs when the request came in, in Unix milliseconds
 * @throws TwilioRefusal
 */
export function createMessage(
  state: EmulatorState,
  account: AccountOptions,
  params: ParsedUrlQuery,
  arrivedMs: number,
): ApiReply | Promise<ApiReply> {
  const request = readMessageRequest(params, account.sid, state.senders, arrivedMs);
  const message = state.messages.create(request, account.sid, arrivedMs);
  state.ledger.record(message, params, arrivedMs);
  const reply = { status: 201, body: messageResource(message) };
  if (state.dispatcher.settings.beforeResponse && request.sendAt === undefined) {
    state.progression.runThrough(message);
    return state.dispatcher.drained(message.sid).then(() => reply);
  }
  state.progression.start(message, request.sendAt);
  return reply;
}

/** `GET …/Messages.json` */
export function listMessages(state: EmulatorState, account: AccountOptions, query: ParsedUrlQuery): ApiReply {
  const newest = Date.now() - state.listLagMs;
  const visible = state.messages
    .list()
    .filter((message) => message.accountSid === account.sid && message.createdMs <= newest);
  return { status: 200, body: messagePage(visible, query, account.sid) };
}

/** `GET …/Messages/{sid}.json` */
export function fetchMessage(state: EmulatorState, account: AccountOptions, sid: string): ApiReply {
  return { status: 200, body: messageResource(existing(state, account, sid)) };
}

/** `POST …/Messages/{sid}.json`: `Body=` redacts a message whose delivery is complete, `Status=canceled` stops a scheduled one. */
export function updateMessage(
  state: EmulatorState,
  account: AccountOptions,
  sid: string,
  params: ParsedUrlQuery,
): ApiReply {
  const message = existing(state, account, sid);
  const { Body: body, Status: status } = params;
  if (body !== undefined && body !== '') throw new TwilioRefusal(20001, "Parameter 'Body' must be empty");
  if (status !== undefined && status !== 'canceled') throw new TwilioRefusal(20001, "Parameter 'Status' is not valid");
  if (body === undefined && status === undefined) throw new TwilioRefusal(20001, "Parameter 'Body' is required");
  if (status === 'canceled') {
    if (message.status !== 'scheduled') throw new TwilioRefusal(30409);
    state.progression.push(message, 'canceled');
  }
  if (body === '') {
    if (!COMPLETE.has(message.status)) throw new TwilioRefusal(20009);
    message.body = '';
    message.updatedMs = Date.now();
  }
  return { status: 200, body: messageResource(message) };
}

/** `DELETE …/Messages/{sid}.json` */
export function deleteMessage(state: EmulatorState, account: AccountOptions, sid: string): ApiReply {
  const message = existing(state, account, sid);
  if (!COMPLETE.has(message.status)) throw new TwilioRefusal(20009);
  state.messages.delete(sid);
  return { status: 204 };
}

function existing(state: EmulatorState, account: AccountOptions, sid: string): Message {
  const message = state.messages.find(sid);
  if (message?.accountSid === account.sid) return message;
  throw new TwilioRefusal(20404, `/2010-04-01/Accounts/${account.sid}/Messages/${sid}.json`);
}
