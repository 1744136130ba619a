import type { ParsedUrlQuery } from 'node:querystring';
import { messageResource, type Message } from './message.resource.js';
import { TwilioRefusal } from './twilio-error.response.js';

const DEFAULT_PAGE_SIZE = 50;
const LARGEST_PAGE = 1000;
const DAY_MS = 86_400_000;

/**
 * One page of the message list: filters To, From, DateSent, DateSent< and DateSent> (on and before, on and after), then
 * PageSize and PageToken. The DateSent filters look at date_sent, so a message that was not sent yet matches none.
 * https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
 *
 * @param messages newest first, of one account
 * @throws TwilioRefusal
 */
export function messagePage(messages: readonly Message[], query: ParsedUrlQuery, accountSid: string): object {
  const pageSize = pageSizeOf(query.PageSize);
  const before = tokenSequence(query.PageToken);
  const matches = messages.filter(filterOf(query)).filter((message) => message.sequence < before);
  const shown = matches.slice(0, pageSize);
  const page = before === Infinity ? 0 : pageNumber(query.Page);
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const last = shown.at(-1);
  const hasMore = matches.length > pageSize && last !== undefined;
  return {
    messages: shown.map(messageResource),
    first_page_uri: `${uri}?${pageQuery(query, { PageSize: pageSize, Page: 0 })}`,
    next_page_uri: hasMore
      ? `${uri}?${pageQuery(query, { PageSize: pageSize, Page: page + 1, PageToken: `PA${last.sequence}` })}`
      : null,
    previous_page_uri: null,
    uri: `${uri}?${pageQuery(query, { PageSize: pageSize, Page: page })}`,
    page,
    page_size: pageSize,
    start: page * pageSize,
    end: page * pageSize + Math.max(shown.length - 1, 0),
  };
}

function filterOf(query: ParsedUrlQuery): (message: Message) => boolean {
  const to = single(query.To);
  const from = single(query.From);
  const on = period(query.DateSent);
  const until = period(query['DateSent<']);
  const since = period(query['DateSent>']);
  return (message) =>
    (to === undefined || message.to === to) &&
    (from === undefined || message.from === from) &&
    (on === undefined || (message.sentMs !== null && message.sentMs >= on.start && message.sentMs < on.end)) &&
    (until === undefined || (message.sentMs !== null && message.sentMs < until.end)) &&
    (since === undefined || (message.sentMs !== null && message.sentMs >= since.start));
}

/** A GMT day, or the second of a date with time. */
function period(value: string | string[] | undefined): { start: number; end: number } | undefined {
  const text = single(value);
  if (text === undefined) return undefined;
  const start = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(start)) throw new TwilioRefusal(20001, `'${text}' is not a date`);
  return { start, end: start + (text.length === 10 ? DAY_MS : 1000) };
}

function pageSizeOf(value: string | string[] | undefined): number {
  const text = single(value);
  if (text === undefined) return DEFAULT_PAGE_SIZE;
  if (!/^[1-9]\d*$/.test(text)) throw new TwilioRefusal(20001, "Parameter 'PageSize' is not valid");
  if (Number(text) > LARGEST_PAGE) throw new TwilioRefusal(20007);
  return Number(text);
}

function pageNumber(value: string | string[] | undefined): number {
  const text = single(value);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
}

/** A page goes on below the last message shown, so messages that arrive meanwhile shift nothing. */
function tokenSequence(value: string | string[] | undefined): number {
  const text = single(value);
  if (text === undefined) return Infinity;
  const sequence = /^PA(\d+)$/.exec(text)?.[1];
  if (sequence === undefined) throw new TwilioRefusal(20001, "Parameter 'PageToken' is not valid");
  return Number(sequence);
}

function pageQuery(query: ParsedUrlQuery, paging: Readonly<Record<string, string | number>>): string {
  const parameters = new URLSearchParams();
  for (const name of ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>']) {
    const text = single(query[name]);
    if (text !== undefined) parameters.set(name, text);
  }
  for (const [name, value] of Object.entries(paging)) parameters.set(name, String(value));
  return parameters.toString();
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
