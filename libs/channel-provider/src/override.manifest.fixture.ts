import * as fc from 'fast-check';
import { defineConfigFields } from './config-field.contract.js';
import type { JsonObject, JsonValue } from './json.types.js';
import { readOverrides } from './override.merge.js';
import type { ProviderManifest } from './provider.manifest.js';

const field = { label: 'A field', help: 'Help.', required: false, secret: false, type: 'string' } as const;
/** A provider with an account, of which key and sender are, and a free setting of each type. */
export const MANIFEST: ProviderManifest = {
  id: 'acme_sms',
  channel: 'sms',
  label: 'Acme',
  summary: 'Sends.',
  docsUrl: 'https://acme.example',
  config: defineConfigFields({
    ACME_ACCOUNT: { ...field, givenWith: ['ACME_KEY'] },
    ACME_KEY: { ...field, secret: true, resetWith: 'ACME_ACCOUNT' },
    ACME_FROM: { ...field, resetWith: 'ACME_ACCOUNT' },
    ACME_RATE: { ...field, type: 'number' },
    ACME_NOTE: field,
  }),
  profile: [],
  capabilities: { callbacks: false, inbound: false, seen: false },
};
/** Reads overrides for it. */
export const read = (override: JsonObject | undefined) => readOverrides(override, MANIFEST);
/** Any JSON, three levels deep. */
export const JSON_VALUE = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;
/** Any JSON object. */
export const JSON_OBJECT: fc.Arbitrary<JsonObject> = fc.dictionary(fc.string(), JSON_VALUE);
