import type { ChannelProvider } from './channel-provider.contract.js';
import type { ConfigField, ConfigFields } from './config-field.contract.js';
import { checkValues } from './config.validation.js';
import type { Fault } from './fault.contract.js';
import type { ProviderManifest } from './provider.manifest.js';

/** Shape of a provider's id: `<vendor>_<channel>` in lower case, or one word where no vendor stands behind it. */
const ID_PATTERN = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const CHANNEL_PATTERN = /^[a-z][a-z0-9_]*$/;
const FIELD_NAME_PATTERN = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Names that `override` gives a meaning of its own, so that no provider can have them as its id. */
const RESERVED_IDS = new Set(['channel', 'channels']);

/**
 * Everything in a provider's manifest that contradicts itself or the provider's code. Paths start at `manifest` or name
 * the missing member.
 */
export function manifestFaults(provider: ChannelProvider): Fault[] {
  const { manifest } = provider;
  return [
    ...nameFaults(manifest),
    ...Object.entries(manifest.config).flatMap(([name, field]) => fieldFaults(name, field, manifest.config)),
    ...repeatedNames(manifest.config),
    ...capabilityFaults(provider),
  ];
}

function nameFaults(manifest: ProviderManifest): Fault[] {
  const faults: Fault[] = [];
  if (!ID_PATTERN.test(manifest.id) || RESERVED_IDS.has(manifest.id)) {
    faults.push({
      path: 'manifest.id',
      message: 'must be <vendor>_<channel> in lower case, e.g. acme_sms, and neither "channel" nor "channels"',
    });
  }
  if (!CHANNEL_PATTERN.test(manifest.channel)) {
    faults.push({ path: 'manifest.channel', message: 'must be one lower-case word, e.g. sms' });
  }
  for (const name of ['label', 'summary'] as const) {
    if (manifest[name].trim() === '') faults.push({ path: `manifest.${name}`, message: 'must say something' });
  }
  if (!URL.canParse(manifest.docsUrl)) {
    faults.push({ path: 'manifest.docsUrl', message: "must be the address of the vendor's documentation" });
  }
  manifest.profile.forEach(({ name }, index) => {
    if (name.trim() === '') faults.push({ path: `manifest.profile.${index}.name`, message: 'must name a property' });
  });
  return faults;
}

function fieldFaults(name: string, field: ConfigField, fields: ConfigFields): Fault[] {
  const path = `manifest.config.${name}`;
  const faults: Fault[] = [];
  if (!FIELD_NAME_PATTERN.test(name)) faults.push({ path, message: 'must be in upper case, e.g. ACME_API_KEY' });
  if (field.label.trim() === '') faults.push({ path: `${path}.label`, message: 'must say something' });
  if (field.help.trim() === '')
    faults.push({ path: `${path}.help`, message: 'must say what it is and where to find it' });
  for (const companion of field.givenWith ?? []) {
    if (!Object.hasOwn(fields, companion) || companion === name) {
      faults.push({
        path: `${path}.givenWith`,
        message: `names ${companion}, which is not another field of this provider`,
      });
    }
  }
  const { resetWith } = field;
  if (resetWith !== undefined && (!Object.hasOwn(fields, resetWith) || resetWith === name)) {
    faults.push({
      path: `${path}.resetWith`,
      message: `names ${resetWith}, which is not another field of this provider`,
    });
  }
  return [...faults, ...valueFaults(name, field)];
}

/** Faults of a field's pattern, bounds and example. */
function valueFaults(name: string, field: ConfigField): Fault[] {
  const path = `manifest.config.${name}`;
  if (field.type === 'string' && field.pattern !== undefined && !isRegularExpression(field.pattern)) {
    return [{ path: `${path}.pattern`, message: 'is not a regular expression' }];
  }
  if (field.type === 'number' && (field.minimum ?? -Infinity) > (field.maximum ?? Infinity)) {
    return [{ path: `${path}.minimum`, message: 'must not be above the maximum' }];
  }
  if (field.example === undefined) return [];
  if (field.secret) return [{ path: `${path}.example`, message: 'must not be given for a secret' }];
  const alone = { ...field, givenWith: [] };
  return checkValues({ [name]: alone }, { [name]: field.example }, 'manifest.config').faults.map(({ message }) => ({
    path: `${path}.example`,
    message,
  }));
}

function isRegularExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Overrides match names without regard to case, so two fields may not differ in case alone. */
function repeatedNames(fields: ConfigFields): Fault[] {
  const names = Object.keys(fields).map((name) => name.toLowerCase());
  return Object.keys(fields)
    .filter((name, index) => names.indexOf(name.toLowerCase()) !== index)
    .map((name) => ({
      path: `manifest.config.${name}`,
      message: 'differs from another field in case alone; rename it',
    }));
}

function capabilityFaults({ manifest, webhook }: ChannelProvider): Fault[] {
  const { callbacks, inbound, seen } = manifest.capabilities;
  const faults: Fault[] = [];
  if ((callbacks || inbound) && webhook === undefined) {
    faults.push({
      path: 'webhook',
      message: 'is missing although the capabilities name callbacks or inbound messages',
    });
  }
  if (manifest.callbackHelp !== undefined && webhook === undefined) {
    faults.push({ path: 'manifest.callbackHelp', message: 'must not be given without a webhook: there is no address' });
  }
  if (!callbacks && !inbound && webhook !== undefined) {
    faults.push({
      path: 'manifest.capabilities',
      message: 'must name what the webhook receives: callbacks or inbound',
    });
  }
  if (seen && !callbacks) {
    faults.push({ path: 'manifest.capabilities.seen', message: 'needs callbacks: nothing else could report it' });
  }
  return faults;
}
