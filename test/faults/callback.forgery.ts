import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { EmulatorAccount } from '../environment/emulator.process.js';
import type { FaultRandom } from './fault.random.js';

/** A callback as the vendor sent it: address without fragment, and fields. */
export interface GenuineCallback {
  url: string;
  form: Readonly<Record<string, string>>;
}

/** A callback to post. */
export interface PostedCallback {
  url: string;
  body: string;
  contentType: string;
  /** Absent: none. */
  signature: string | undefined;
}

/** What a forger has: genuine callbacks that he saw, and an account of his own; not the token. */
export interface ForgerMeans {
  seen: GenuineCallback;
  /** Of another message. */
  other: GenuineCallback;
  token: string;
  forger: EmulatorAccount;
  random: FaultRandom;
}

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CLAIMS = ['delivered', 'read', 'failed', 'undelivered'];

/** The callback as the vendor posts it. */
export function signed({ url, form }: GenuineCallback, token: string): PostedCallback & { signature: string } {
  return {
    url,
    body: new URLSearchParams(form).toString(),
    contentType: FORM,
    signature: getExpectedTwilioSignature(token, url, { ...form }),
  };
}

type Forgery = (means: ForgerMeans) => PostedCallback;

/** Ways to forge a callback. None carries the vendor's signature of what it says where it says it. */
export const FORGERIES: Readonly<Record<string, Forgery>> = {
  'no signature': (means) => ({ ...signed(claimed(means), means.token), signature: undefined }),
  'an empty signature': (means) => ({ ...signed(claimed(means), means.token), signature: '' }),
  'a random signature': (means) => ({
    ...signed(claimed(means), means.token),
    signature: randomSignature(means.random),
  }),
  'a signature with one letter changed': (means) => {
    const real = signed(claimed(means), means.token);
    return { ...real, signature: withOneLetterChanged(real.signature, means.random) };
  },
  'the signature of a genuine one under another status': (means) => ({
    ...signed(claimed(means), means.token),
    signature: signed(means.seen, means.token).signature,
  }),
  'a genuine one with a second status behind it': (means) => {
    const real = signed(means.seen, means.token);
    return { ...real, body: `${real.body}&MessageStatus=${claim(means.random)}` };
  },
  'the key of another account': (means) => signed(claimed(means), means.forger.token),
  'the key and the id of another account': ({ seen, forger, random, ...means }) =>
    signed(claimed({ ...means, random, forger, seen: withField(seen, 'AccountSid', forger.sid) }), forger.token),
  'a genuine one at the address of another delivery': (means) => ({
    ...signed(means.seen, means.token),
    url: means.other.url,
  }),
  'a genuine one at an address with more behind it': (means) => {
    const real = signed(means.seen, means.token);
    return { ...real, url: `${real.url}&more=${means.random.integer(1, 1_000_000)}` };
  },
  'a genuine one without its delivery': (means) => {
    const real = signed(means.seen, means.token);
    return { ...real, url: real.url.replace(/\?.*$/, '') };
  },
  'JSON under the signature of a genuine form': (means) => ({
    ...signed(means.seen, means.token),
    body: JSON.stringify(claimed(means).form),
    contentType: 'application/json',
  }),
  'JSON that brings its own hash': (means) => jsonWithHash(means),
  'a genuine one with one byte changed': (means) => withOneByteChanged(means),
};

/** What a forger wants to be believed. */
function claim(random: FaultRandom): string {
  return CLAIMS[random.integer(0, CLAIMS.length - 1)] ?? '';
}

function claimed({ seen, random }: Pick<ForgerMeans, 'seen' | 'random'> & Partial<ForgerMeans>): GenuineCallback {
  const status = claim(random);
  return withField(withField(seen, 'MessageStatus', status), 'SmsStatus', status);
}

function withField({ url, form }: GenuineCallback, name: string, value: string): GenuineCallback {
  return { url, form: { ...form, [name]: value } };
}

function randomSignature(random: FaultRandom): string {
  return Buffer.from(Array.from({ length: 20 }, () => random.integer(0, 255))).toString('base64');
}

/** Not the last letter, whose lower bits mean nothing. */
function withOneLetterChanged(signature: string, random: FaultRandom): string {
  const at = random.integer(0, 25);
  const letter = BASE64[(BASE64.indexOf(signature[at] ?? '') + random.integer(1, 63)) % 64] ?? '';
  return signature.slice(0, at) + letter + signature.slice(at + 1);
}

function jsonWithHash(means: ForgerMeans): PostedCallback {
  const body = JSON.stringify(claimed(means).form);
  const hash = Array.from({ length: 64 }, () => means.random.integer(0, 15).toString(16)).join('');
  const url = `${means.seen.url}&bodySHA256=${hash}`;
  const { signature } = signed({ url, form: {} }, means.forger.token);
  return { url, body, contentType: 'application/json', signature };
}

/** A byte that changes what the form says; where it falls upon one that does not, the next is taken. */
function withOneByteChanged({ seen, token, random }: ForgerMeans): PostedCallback {
  const real = signed(seen, token);
  const meaning = (body: string) => JSON.stringify([...new URLSearchParams(body)]);
  for (;;) {
    const at = random.integer(0, real.body.length - 1);
    const body = real.body.slice(0, at) + String.fromCodePoint(random.integer(33, 126)) + real.body.slice(at + 1);
    if (meaning(body) !== meaning(real.body)) return { ...real, body };
  }
}
