import type { RetryCause, UnknownCause } from '#herald/channel-provider';
import type { FaultName } from './provider-suite.contract.js';
import type { Behaviour } from './vendor.stand-in.js';

/** Where the provider is pointed at in a row. */
type Place =
  | { at: 'closed port' }
  | { at: 'unresolvable name' }
  | { at: 'plain server in place of TLS' }
  | { at: 'untrusted certificate' | 'stand-in'; behaviour: Behaviour };

/** One way in which a fault shows itself, and the outcomes that tell it rightly. */
export interface FaultRow {
  fault: FaultName;
  title: string;
  place: Place;
  expected:
    | {
        kind: 'retry';
        causes: readonly RetryCause[];
        conversationCauses?: readonly RetryCause[];
        retryAfterMs?: number;
      }
    | { kind: 'unknown'; causes: readonly UnknownCause[]; conversationCauses?: readonly UnknownCause[] }
    | { kind: 'rejected' };
  timeoutMs?: number;
  /** The row has a meaning only for vendors that answer a request with a response. */
  httpOnly?: true;
}

const SHORT_MS = 400;

/**
 * What can go wrong between a provider and its vendor. The split follows one question: is it proven that the vendor did
 * not process the message? Then retry; a definite no is rejected; all else is unknown and must never be resent blindly.
 */
export const FAULT_TABLE: readonly FaultRow[] = [
  {
    fault: 'refused',
    title: 'nothing listens',
    place: { at: 'closed port' },
    expected: { kind: 'retry', causes: ['refused'] },
  },
  {
    fault: 'dns',
    title: 'the name does not resolve',
    place: { at: 'unresolvable name' },
    expected: { kind: 'retry', causes: ['dns'] },
  },
  {
    fault: 'tls',
    title: 'the certificate is not trusted',
    place: { at: 'untrusted certificate', behaviour: 'accept' },
    expected: { kind: 'retry', causes: ['tls'] },
  },
  {
    fault: 'tls',
    title: 'the server does not speak TLS',
    place: { at: 'plain server in place of TLS' },
    expected: { kind: 'retry', causes: ['tls'] },
  },
  {
    fault: 'timeout',
    title: 'no answer comes',
    place: { at: 'stand-in', behaviour: 'hang' },
    expected: { kind: 'unknown', causes: ['timeout'] },
    timeoutMs: SHORT_MS,
  },
  {
    fault: 'timeout',
    title: 'the answer comes byte by byte and never ends',
    place: { at: 'stand-in', behaviour: 'drip' },
    expected: { kind: 'unknown', causes: ['timeout'] },
    timeoutMs: SHORT_MS,
    httpOnly: true,
  },
  {
    fault: 'reset-after-write',
    title: 'the connection is reset after the request was written',
    place: { at: 'stand-in', behaviour: 'reset-after-write' },
    expected: { kind: 'unknown', causes: ['reset'] },
  },
  {
    fault: 'reset-after-write',
    title: 'the connection is reset in the middle of the answer',
    place: { at: 'stand-in', behaviour: 'reset-mid-answer' },
    expected: { kind: 'unknown', causes: ['reset', 'unreadable_answer'] },
    httpOnly: true,
  },
  {
    fault: '4xx',
    title: 'the vendor refuses the request',
    place: { at: 'stand-in', behaviour: 'reject' },
    expected: { kind: 'rejected' },
  },
  {
    fault: '429',
    title: 'the vendor is asked too fast',
    place: { at: 'stand-in', behaviour: 'busy' },
    expected: {
      kind: 'retry',
      causes: ['rate_limited'],
      conversationCauses: ['rate_limited', 'busy'],
      retryAfterMs: 7000,
    },
  },
  {
    fault: 'html-502',
    title: 'a proxy answers in the place of the vendor',
    place: { at: 'stand-in', behaviour: 'html-502' },
    expected: { kind: 'unknown', causes: ['server_error'] },
    httpOnly: true,
  },
  {
    fault: 'garbage-2xx',
    title: 'the answer is good but unreadable',
    place: { at: 'stand-in', behaviour: 'garbage' },
    expected: { kind: 'unknown', causes: ['unreadable_answer'] },
  },
  {
    fault: 'garbage-2xx',
    title: 'the answer is good but names no message',
    place: { at: 'stand-in', behaviour: 'no-id' },
    expected: { kind: 'unknown', causes: ['unreadable_answer'] },
    httpOnly: true,
  },
  {
    fault: 'empty-2xx',
    title: 'the answer is good but empty',
    place: { at: 'stand-in', behaviour: 'empty' },
    expected: { kind: 'unknown', causes: ['unreadable_answer'], conversationCauses: ['unreadable_answer', 'reset'] },
  },
];
