import {
  type AddressInput,
  type AddressResult,
  type BuildInput,
  type BuildResult,
  type Fault,
  type JsonObject,
  type Overrides,
  discardReason,
  mergeFields,
} from '#herald/channel-provider';
import type { FakeConfig } from './fake.manifest.js';

/** What would be sent, if it went anywhere. */
export type FakeRequest = JsonObject;

const ADDRESS_PATTERN = /^[^\p{Cc}]{1,200}$/u;

/** The callback address carries the signed delivery id, so an override may not replace it. */
export function fakeOverrideFaults({ fields }: Overrides): Fault[] {
  return Object.keys(fields)
    .filter((name) => name.toLowerCase() === 'callbackurl')
    .map((name) => ({ path: name, message: 'cannot be replaced: callbacks find their delivery by it; leave it out' }));
}

/** `to` of the override, else the profile's `fakeAddress`. */
export function fakeAddress({ profile, overrides }: AddressInput<FakeConfig>): AddressResult {
  const given = mergeFields({ to: profile['fakeAddress'] ?? null }, overrides.fields)['to'];
  if (given === null || given === '') {
    return { kind: 'unaddressable', reason: discardReason('recipient_address_missing') };
  }
  if (typeof given !== 'string' || !ADDRESS_PATTERN.test(given)) {
    return { kind: 'unaddressable', reason: discardReason('recipient_address_invalid') };
  }
  return { kind: 'address', address: given };
}

/** The message with the override's fields laid over it. */
export function fakeRequest({
  message,
  address,
  overrides,
  callbackUrl,
}: BuildInput<FakeConfig>): BuildResult<FakeRequest> {
  const { title, text, url } = message;
  const content = mergeFields(
    Object.fromEntries(Object.entries({ title, text, url }).filter(([, value]) => value !== undefined)) as JsonObject,
    overrides.fields,
  );
  if (!content['title'] && !content['text']) {
    return { kind: 'unbuildable', reason: discardReason('content_missing') };
  }
  return { kind: 'request', request: { ...mergeFields(content, { to: address }), callbackUrl } };
}
