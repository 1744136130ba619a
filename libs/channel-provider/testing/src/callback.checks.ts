import * as fc from 'fast-check';
import type { CallbackRequest, ChannelProvider, ProviderSignal, ProviderWebhook } from '#herald/channel-provider';
import { type CallbackPair, callbackPairs } from './fixture.pairs.js';
import { asJson } from './engine.walk.js';
import type { ProviderSuite, SuiteCheck } from './provider-suite.contract.js';
import { expectNoSecret } from './secret.hunt.js';
import { expectSignal, foldedStatus } from './signal.expectations.js';
import { NOWHERE, callbackUrl } from './suite.subject.js';

/** Reading of callbacks: the golden pairs, and what holds for every callback. Signatures are in `signature.checks.ts`. */
export function callbackChecks(suite: ProviderSuite): SuiteCheck[] {
  const provider = suite.create(NOWHERE);
  const { webhook, manifest } = provider;
  if (webhook === undefined) return [];
  const pairs = callbackPairs(suite.fixtures, callbackUrl(manifest.id));
  return [
    ...pairs.map((pair) => ({ title: `callback: ${pair.name}`, run: () => checkPair(webhook, pair) })),
    { title: 'callback: fixtures show what the capabilities promise', run: () => checkCoverage(provider, pairs) },
    { title: 'callback: an unknown status is no event', run: () => checkUnknownStatus(webhook, pairs) },
    { title: 'callback: replays and reorders end in the same status', run: () => checkAnyOrder(webhook, pairs) },
    { title: 'callback: any bytes give an answer', run: () => checkAnyBytes(webhook, pairs) },
  ];
}

function checkPair(webhook: ProviderWebhook<never>, { callback, expected }: CallbackPair): void {
  const body = Buffer.from(callback.body);
  const signals = webhook.parse(callback);
  signals.forEach(expectSignal);
  expect(asJson(signals)).toEqual(expected);
  expect(asJson(webhook.parse(callback))).toEqual(expected);
  expect(callback.body.equals(body)).toBe(true);
  expectNoSecret(signals, 'the signals');
  const { status } = webhook.reply(callback);
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(300);
}

function checkCoverage({ manifest, webhook }: ChannelProvider, pairs: readonly CallbackPair[]): void {
  const signals = pairs.flatMap(({ callback }) => webhook?.parse(callback) ?? []);
  const events = signals.flatMap((signal) => (signal.kind === 'status' && signal.event ? [signal.event] : []));
  const { capabilities } = manifest;
  if (capabilities.callbacks) expect(events).toEqual(expect.arrayContaining(['delivered', 'discarded']));
  expect(events.includes('seen')).toBe(capabilities.seen);
  expect(signals.some(({ kind }) => kind === 'inbound')).toBe(capabilities.inbound);
}

function checkUnknownStatus(webhook: ProviderWebhook<never>, pairs: readonly CallbackPair[]): void {
  for (const { callback } of pairs) {
    const words = webhook
      .parse(callback)
      .flatMap((signal) => (signal.kind === 'status' ? [signal.providerStatus] : []));
    for (const word of words) {
      const body = callback.body.toString('latin1').replaceAll(standingAlone(word), 'zzunheardofzz');
      const signals = webhook.parse({ ...callback, body: Buffer.from(body, 'latin1') });
      expect(eventsOf(signals)).toEqual([]);
    }
  }
}

function standingAlone(word: string): RegExp {
  return new RegExp(`(?<![a-z])${word.replaceAll(/[^a-z0-9]/gi, String.raw`\$&`)}(?![a-z])`, 'gi');
}

function eventsOf(signals: readonly ProviderSignal[]): unknown[] {
  return signals.flatMap((signal) => (signal.kind === 'status' && signal.event !== undefined ? [signal.event] : []));
}

function checkAnyOrder(webhook: ProviderWebhook<never>, pairs: readonly CallbackPair[]): void {
  const callbacks = pairs.map(({ callback }) => callback);
  const inOrder = foldedStatus(callbacks.flatMap((callback) => webhook.parse(callback)));
  const shuffled = fc.shuffledSubarray(callbacks, { minLength: callbacks.length });
  const repeats = fc.array(fc.constantFrom(...callbacks), { maxLength: 8 });
  fc.assert(
    fc.property(shuffled, repeats, repeats, (all, before, after) => {
      const signals = [...before, ...all, ...after].flatMap((callback) => webhook.parse(callback));
      expect(foldedStatus(signals)).toEqual(inOrder);
    }),
    { numRuns: 50 },
  );
}

function checkAnyBytes(webhook: ProviderWebhook<never>, pairs: readonly CallbackPair[]): void {
  const known = pairs.map(({ callback }) => callback);
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
    fc.dictionary(fc.string(), fc.string()).map((form) => Buffer.from(new URLSearchParams(form).toString())),
    fc.tuple(fc.constantFrom(...known), fc.nat()).map(([{ body: whole }, at]) => whole.subarray(0, at % whole.length)),
  );
  fc.assert(
    fc.property(fc.constantFrom(...known), body, (callback, bytes) => {
      const changed: CallbackRequest = { ...callback, body: bytes };
      webhook.parse(changed).forEach(expectSignal);
      expect(['string', 'undefined']).toContain(typeof webhook.claimedAccount(changed));
      expect(typeof webhook.reply(changed).status).toBe('number');
    }),
    { numRuns: 300 },
  );
}
