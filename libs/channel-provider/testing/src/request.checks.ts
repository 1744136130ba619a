import * as fc from 'fast-check';
import { inspect } from 'node:util';
import { type ChannelProvider, type JsonObject, type JsonValue, isJsonObject } from '#herald/channel-provider';
import { asJson } from './engine.walk.js';
import { type RequestPair, requestPairs } from './fixture.pairs.js';
import type { ProviderSuite, SuiteCheck } from './provider-suite.contract.js';
import { expectNoSecret } from './secret.hunt.js';
import { NOWHERE, plainPair, walkFixture } from './suite.subject.js';

/** From profile to request: the golden pairs, and what holds for every input. */
export function requestChecks(suite: ProviderSuite): SuiteCheck[] {
  const provider = suite.create(NOWHERE);
  const pairs = requestPairs(suite.fixtures);
  return [
    ...pairs.map((pair) => ({ title: `request: ${pair.name}`, run: () => checkPair(suite, provider, pair) })),
    { title: 'request: fixtures show a request, a missing address and an override', run: () => checkCoverage(pairs) },
    ...pairs
      .filter(({ input }) => input.override !== undefined)
      .flatMap((pair) => [
        { title: `override: ${pair.name}: changes the result`, run: () => checkOverrideCounts(suite, provider, pair) },
        { title: `override: ${pair.name}: names in any case`, run: () => checkOverrideCase(suite, provider, pair) },
      ]),
    { title: 'address: any profile gives an answer', run: () => checkAnyProfile(suite, provider) },
    { title: 'build: any message and any override give an answer', run: () => checkAnyMessage(suite, provider) },
  ];
}

function checkPair(suite: ProviderSuite, provider: ChannelProvider, pair: RequestPair): void {
  const { result } = walkFixture(suite, provider, pair);
  if (result.kind === 'request') expectPlainData(result.request, 'request');
  expect(asGolden(result)).toEqual(pair.expected);
  expectNoSecret(result, 'the built request');
  expect(asGolden(walkFixture(suite, provider, pair).result)).toEqual(pair.expected);
}

function asGolden(result: ReturnType<typeof walkFixture>['result']): JsonValue {
  return result.kind === 'request' ? asJson(result.request) : asJson({ [result.kind]: result.reason });
}

/** Fails unless the value survives JSON as it is: no undefined, no Date, no class, nothing that JSON drops. */
function expectPlainData(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) return value.forEach((item, index) => expectPlainData(item, `${path}.${index}`));
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  // Jest's realms have an Object.prototype each; a plain object is one whose prototype has none itself.
  if (prototype !== null && (typeof prototype !== 'object' || Object.getPrototypeOf(prototype) !== null)) {
    throw new Error(`${path} is ${inspect(value)}, which JSON does not carry as it is`);
  }
  for (const [key, inner] of Object.entries(Object(value))) expectPlainData(inner, `${path}.${key}`);
}

function checkCoverage(pairs: readonly RequestPair[]): void {
  expect(pairs.map(({ ending }) => ending)).toEqual(expect.arrayContaining(['request', 'unaddressable']));
  expect(pairs.some(({ input }) => input.override !== undefined)).toBe(true);
}

function checkOverrideCounts(suite: ProviderSuite, provider: ChannelProvider, pair: RequestPair): void {
  const without = walkFixture(suite, provider, pair, {});
  const within = walkFixture(suite, provider, pair);
  expect([asGolden(within.result), within.config]).not.toEqual([asGolden(without.result), without.config]);
}

function checkOverrideCase(suite: ProviderSuite, provider: ChannelProvider, pair: RequestPair): void {
  const expected = lowerCaseKeys(asGolden(walkFixture(suite, provider, pair).result));
  for (const recase of [(key: string) => key.toLowerCase(), (key: string) => key.toUpperCase()]) {
    const override = recaseOverride(pair.input.override ?? {}, provider.manifest.id, recase);
    expect(lowerCaseKeys(asGolden(walkFixture(suite, provider, pair, override).result))).toEqual(expected);
  }
}

function recaseOverride(override: JsonObject, id: string, recase: (key: string) => string): JsonObject {
  const part = Object.entries(isJsonObject(override[id]) ? override[id] : {});
  return { ...override, [id]: Object.fromEntries(part.map(([k, v]) => [k === '_config' ? k : recase(k), v])) };
}

function lowerCaseKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(lowerCaseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowerCaseKeys(inner)]));
}

const JSON_VALUE = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>;
const HOSTILE_TEXT = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', 'a\r\nBcc: someone@example.com', '\u0000', '\ud800', '../../etc/passwd', '__proto__'),
);

function checkAnyProfile(suite: ProviderSuite, provider: ChannelProvider): void {
  const pair = plainPair(suite);
  const names = provider.manifest.profile.map(({ name }) => name);
  const profile = fc.record(Object.fromEntries(names.map((name) => [name, fc.oneof(JSON_VALUE, HOSTILE_TEXT)])), {
    requiredKeys: [],
  });
  fc.assert(
    fc.property(profile, (given) => {
      const changed = { ...pair, input: { ...pair.input, profile: given as JsonObject } };
      const { result } = walkFixture(suite, provider, changed);
      expect(['request', 'unaddressable', 'unbuildable']).toContain(result.kind);
    }),
    { numRuns: 200 },
  );
}

function checkAnyMessage(suite: ProviderSuite, provider: ChannelProvider): void {
  const pair = plainPair(suite);
  const built = asGolden(walkFixture(suite, provider, pair).result);
  const fieldName = fc.oneof(
    fc.constantFrom(...(isJsonObject(built) ? Object.keys(built) : []), 'x'),
    fc.string({ minLength: 1 }),
  );
  const message = fc.record(
    { title: HOSTILE_TEXT, text: HOSTILE_TEXT, url: HOSTILE_TEXT, icon: HOSTILE_TEXT, template: HOSTILE_TEXT },
    { requiredKeys: [] },
  );
  const fields = fc.dictionary(fieldName, fc.oneof(JSON_VALUE, HOSTILE_TEXT), { maxKeys: 4 });
  fc.assert(
    fc.property(message, fields, fc.dictionary(fc.string(), JSON_VALUE), (given, override, data) => {
      const changed = { ...pair, input: { ...pair.input, message: { ...given, data: data as JsonObject } } };
      const walked = tryWalk(() => walkFixture(suite, provider, changed, { [provider.manifest.id]: override }));
      if (walked === undefined) return;
      if (walked.result.kind === 'request') expectPlainData(walked.result.request, 'request');
      expectNoSecret(walked.result, 'the built request');
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 200 },
  );
}

/** Nothing when the override itself is at fault: such a request is refused before a provider sees it. */
function tryWalk<Result>(take: () => Result): Result | undefined {
  try {
    return take();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('the override is at fault')) return undefined;
    throw error;
  }
}
