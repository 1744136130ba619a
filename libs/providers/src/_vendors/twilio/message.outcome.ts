import {
  type DiscardReason,
  type JsonObject,
  type SendOutcome,
  discardReason,
  isJsonObject,
} from '#herald/channel-provider';
import { FAILED_STATUSES } from './message.status.js';
import { TransportFault } from './transport.fault.js';
import { TWILIO_ERROR_PAGE, twilioReason } from './twilio.reasons.js';
import type { TransportAnswer } from './http.exchange.js';

/** Codes with which Twilio says 429 although a repeat within minutes cannot help: caps per hour or day. */
const SPENT_QUOTA_CODES = new Set(['63038', '60728']);

const HTTP_TOO_MANY_REQUESTS = 429;
const HTTP_REQUEST_TIMEOUT = 408;

/**
 * What became of a create call that was answered. A repeat is offered only where Twilio says that nothing was processed
 * (429: https://www.twilio.com/docs/api/errors/20429); there is no idempotency key for messages.
 */
export function outcomeOfAnswer({ statusCode, headers, body }: TransportAnswer, now: Date): SendOutcome {
  const document = readObject(body);
  if (statusCode >= 200 && statusCode < 300) return outcomeOfSuccess(document);
  const code = codeText(document?.['code']);
  if (statusCode === HTTP_TOO_MANY_REQUESTS && !SPENT_QUOTA_CODES.has(code ?? '')) {
    const retryAfterMs = retryAfter(headers['retry-after'], now);
    return {
      kind: 'retry',
      cause: 'rate_limited',
      explanation: 'Twilio asked to slow down (HTTP 429) and did not process the message.',
      ...(code === undefined ? {} : { providerCode: code }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
  if (statusCode === HTTP_REQUEST_TIMEOUT) {
    return { kind: 'unknown', cause: 'timeout', explanation: 'Twilio stopped waiting for the request (HTTP 408).' };
  }
  if (statusCode >= 400 && statusCode < 500) return { kind: 'rejected', reason: rejection(statusCode, code) };
  const cause = statusCode >= 500 ? 'server_error' : 'unreadable_answer';
  return {
    kind: 'unknown',
    cause,
    explanation: `Twilio answered HTTP ${statusCode}; whether it took the message is not known.`,
  };
}

/** What became of a create call that ended in an error. */
export function outcomeOfError(error: unknown): SendOutcome {
  if (error instanceof TransportFault) {
    const explanation = `${error.message[0]?.toUpperCase()}${error.message.slice(1)}.`;
    const { verdict } = error;
    return verdict.sent === 'no'
      ? { kind: 'retry', cause: verdict.cause, explanation }
      : { kind: 'unknown', cause: verdict.cause, explanation };
  }
  // The transport ends every failure of its own as a TransportFault: what else is thrown comes before it was asked.
  const reason = discardReason('request_invalid', {
    explanation: 'No request could be made from this configuration; nothing was sent.',
    nextStep: 'Verify the integration, its Account SID first.',
  });
  return { kind: 'rejected', reason };
}

function outcomeOfSuccess(document: JsonObject | undefined): SendOutcome {
  const sid = document?.['sid'];
  if (typeof sid !== 'string' || sid === '') {
    return { kind: 'unknown', cause: 'unreadable_answer', explanation: 'Twilio answered well, but named no message.' };
  }
  const status = document?.['status'];
  if (typeof status !== 'string') return { kind: 'accepted', providerMessageId: sid };
  // A message can be born failed: no callback follows then, so this answer is the only word on it.
  if (FAILED_STATUSES.has(status)) {
    return { kind: 'rejected', reason: twilioReason(codeText(document?.['error_code']), 'undelivered') };
  }
  return { kind: 'accepted', providerMessageId: sid, providerStatus: status };
}

function rejection(statusCode: number, code: string | undefined): DiscardReason {
  if (code !== undefined) return twilioReason(code, 'request_invalid');
  if (statusCode === 401) return discardReason('credentials_invalid');
  return discardReason('request_invalid', {
    explanation: `Twilio, or a proxy on the way, refused the request with HTTP ${statusCode} and no error code.`,
    nextStep: `Look into the error logs of the Twilio console; ${TWILIO_ERROR_PAGE} explains what is found there.`,
  });
}

function readObject(body: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Proxies answer in HTML, and a broken answer ends anywhere: both are answers without a document.
    return undefined;
  }
}

function codeText(code: unknown): string | undefined {
  return (typeof code === 'number' || typeof code === 'string') && /^[1-9]\d{3,5}$/.test(String(code))
    ? String(code)
    : undefined;
}

/** `Retry-After` in either of its forms, as milliseconds. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const delayMs = Date.parse(header) - now.getTime();
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}
