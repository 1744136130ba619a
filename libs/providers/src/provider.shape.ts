import type { ChannelProvider } from '#herald/channel-provider';

type Kind = 'object' | 'array' | 'text' | 'function';

/** What every provider has. The path is that of the member. */
const MEMBERS: readonly [path: string, kind: Kind][] = [
  ['manifest', 'object'],
  ['manifest.id', 'text'],
  ['manifest.channel', 'text'],
  ['manifest.label', 'text'],
  ['manifest.summary', 'text'],
  ['manifest.docsUrl', 'text'],
  ['manifest.config', 'object'],
  ['manifest.profile', 'array'],
  ['manifest.capabilities', 'object'],
  ['address', 'function'],
  ['build', 'function'],
  ['send', 'function'],
];

/** What a provider may leave out, but has to be of this kind where it is there. */
const OPTIONAL_MEMBERS: readonly [path: string, kind: Kind][] = [
  ['overrideFaults', 'function'],
  ['webhook', 'object'],
  ['webhook.accountOf', 'function'],
  ['webhook.claimedAccount', 'function'],
  ['webhook.verify', 'function'],
  ['webhook.parse', 'function'],
  ['webhook.reply', 'function'],
  ['check', 'function'],
  ['lookup', 'function'],
  ['close', 'function'],
];

/** Everything that keeps a value from being a provider, as `send (a function)`; empty for a provider. */
export function missingMembers(value: unknown): string[] {
  const missing = MEMBERS.filter(([path, kind]) => !IS[kind](memberAt(value, path)));
  const wrong = OPTIONAL_MEMBERS.filter(([path, kind]) => {
    const parent = path.includes('.') ? memberAt(value, path.slice(0, path.indexOf('.'))) : undefined;
    const member = memberAt(value, path);
    return (member !== undefined || parent !== undefined) && !IS[kind](member);
  });
  return [...missing, ...wrong].map(([path, kind]) => `${path} (${NAMES[kind]})`);
}

/** True when the value has everything that a provider has. */
export function isChannelProvider(value: unknown): value is ChannelProvider {
  return missingMembers(value).length === 0;
}

const IS: Record<Kind, (value: unknown) => boolean> = {
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: Array.isArray,
  text: (value) => typeof value === 'string',
  function: (value) => typeof value === 'function',
};

const NAMES: Record<Kind, string> = { object: 'an object', array: 'an array', text: 'text', function: 'a function' };

function memberAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (part, name) => (IS.object(part) ? (Object(part) as Record<string, unknown>)[name] : undefined),
      value,
    );
}
