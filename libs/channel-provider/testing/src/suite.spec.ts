import { join } from 'node:path';
import type {
  AddressInput,
  BuildInput,
  CallbackRequest,
  JsonObject,
  PaceInput,
  ProviderSighting,
  SendContext,
  SendOutcome,
} from '#herald/channel-provider';
import { describeChannelProvider, suiteChecks } from './describe.suite.js';
import { type PigeonConfig, PigeonProvider, pigeonSuite, seal } from './pigeon.fixture.js';
import { callbackUrl } from './suite.subject.js';

const FIXTURES = join(__dirname, '..', 'fixtures', 'pigeon');

describeChannelProvider(
  'an honest provider',
  pigeonSuite((url) => new PigeonProvider(url), FIXTURES),
);

class LeaksKey extends PigeonProvider {
  override async send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    const outcome = await super.send(letter, context);
    if (outcome.kind !== 'retry') return outcome;
    const credentials = Buffer.from(`user:${context.config.PIGEON_KEY}`).toString('base64');
    return { ...outcome, explanation: `${outcome.explanation} Sent with Basic ${credentials}.` };
  }
}

class RetriesTimeouts extends PigeonProvider {
  override async send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    const outcome = await super.send(letter, context);
    return outcome.kind === 'unknown' ? { kind: 'retry', cause: 'connect', explanation: outcome.explanation } : outcome;
  }
}

class SendsTwice extends PigeonProvider {
  override async send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    const outcome = await super.send(letter, context);
    return outcome.kind === 'unknown' ? super.send(letter, context) : outcome;
  }
}

class Throws extends PigeonProvider {
  override async send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    const outcome = await super.send(letter, context);
    if (outcome.kind === 'retry') throw new Error('no connection');
    return outcome;
  }
}

class WaitsForEver extends PigeonProvider {
  override send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    return super.send(letter, { ...context, timeoutMs: context.timeoutMs + 2_500 });
  }
}

class BelievesAnyAnswer extends PigeonProvider {
  override async send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    const outcome = await super.send(letter, context);
    const unread = outcome.kind === 'unknown' && outcome.cause === 'unreadable_answer';
    return unread ? { kind: 'accepted', providerMessageId: 'made-up' } : outcome;
  }
}

class KeepsFirstKey extends PigeonProvider {
  #first: PigeonConfig | undefined;

  override send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    this.#first ??= context.config;
    return super.send(letter, { ...context, config: this.#first });
  }
}

class RemembersConfig extends PigeonProvider {
  last: PigeonConfig | undefined;

  override send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    this.last = context.config;
    return super.send(letter, context);
  }
}

class Chatters extends PigeonProvider {
  override send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    process.stdout.write('sending a letter\n');
    return super.send(letter, context);
  }
}

class StaysConnected extends PigeonProvider {
  override async close(): Promise<void> {
    await Promise.resolve();
  }
}

class TrustsAnyone extends PigeonProvider {
  constructor(baseUrl: string) {
    super(baseUrl, { connect: { rejectUnauthorized: false } });
  }
}

class ForgetsOverrides extends PigeonProvider {
  override build(input: BuildInput<PigeonConfig>) {
    return super.build({ ...input, overrides: { config: {}, fields: {} } });
  }
}

class MutatesMessage extends PigeonProvider {
  override build(input: BuildInput<PigeonConfig>) {
    input.message.text = input.message.text?.trim() ?? '';
    return super.build(input);
  }
}

class NamesSenderByKey extends PigeonProvider {
  override pace({ config }: PaceInput<PigeonConfig>) {
    return { sender: `pigeon_post:${config.PIGEON_KEY}` };
  }
}

class MixesSenders extends PigeonProvider {
  override pace() {
    return { sender: 'pigeon_post' };
  }
}

class NeverSends extends PigeonProvider {
  override pace(input: PaceInput<PigeonConfig>) {
    return { ...super.pace(input), rate: { sends: 0, perMs: 1_000 } };
  }
}

class LeavesUndefined extends PigeonProvider {
  override build(input: BuildInput<PigeonConfig>) {
    const built = super.build(input);
    if (built.kind === 'request') Object.assign(built.request, { icon: input.message.icon });
    return built;
  }
}

class StumblesOverProfile extends PigeonProvider {
  override address(input: AddressInput<PigeonConfig>) {
    const loft = input.profile['loft'] as string;
    return super.address({ ...input, profile: { loft: loft?.toLowerCase() } });
  }
}

class FindsNothing extends PigeonProvider {
  override async lookup(): Promise<ProviderSighting[]> {
    return Promise.resolve([]);
  }
}

/** A variant whose webhook differs from the honest one. */
function withWebhook(change: (honest: PigeonProvider['webhook']) => Partial<PigeonProvider['webhook']>) {
  return class extends PigeonProvider {
    override readonly webhook = { ...new PigeonProvider('').webhook, ...change(new PigeonProvider('').webhook) };
  };
}

const genuine = (callback: CallbackRequest, expected: string) => callback.headers['x-pigeon-seal'] === expected;

const AssumesAddress = withWebhook((honest) => ({
  verify: (callback, config) => honest.verify({ ...callback, url: callbackUrl('pigeon_post') }, config),
}));

const TakesEmptyKeys = withWebhook(() => ({
  verify: (callback, { PIGEON_KEY }) => genuine(callback, seal(callback, PIGEON_KEY ?? '')),
}));

const ThrowsOnOddSeals = withWebhook((honest) => ({
  verify: (callback, config) => {
    if (String(callback.headers['x-pigeon-seal']).length !== 64) throw new RangeError('a seal has 64 characters');
    return honest.verify(callback, config);
  },
}));

const CallsAllSent = withWebhook((honest) => ({
  parse: (callback) =>
    honest
      .parse(callback)
      .map((signal) =>
        signal.kind === 'status' && signal.event === undefined ? { ...signal, event: 'sent' as const } : signal,
      ),
}));

const seen = new Set<string>();
const SkipsReplays = withWebhook((honest) => ({
  parse: (callback) => {
    const key = callback.body.toString();
    if (seen.has(key)) return [];
    seen.add(key);
    return honest.parse(callback);
  },
}));

const FLAWS: readonly [flaw: string, Flawed: new (url: string) => PigeonProvider, found: string][] = [
  ['leaks its key, encoded, in an explanation', LeaksKey, 'send: refused: nothing listens'],
  ['retries what it cannot know', RetriesTimeouts, 'send: timeout: no answer comes'],
  [
    'sends again by itself',
    SendsTwice,
    'send: reset-after-write: the connection is reset after the request was written',
  ],
  ['throws instead of giving an outcome', Throws, 'send: dns: the name does not resolve'],
  ['ignores the timeout', WaitsForEver, 'send: timeout: the answer comes byte by byte and never ends'],
  [
    'takes any good status for acceptance',
    BelievesAnyAnswer,
    'send: garbage-2xx: the answer is good but names no message',
  ],
  ['takes an empty answer for acceptance', BelievesAnyAnswer, 'send: empty-2xx: the answer is good but empty'],
  ['keeps the first credentials', KeepsFirstKey, 'accounts: 100 concurrent sends never mix credentials or senders'],
  ['shows a configuration when inspected', RemembersConfig, 'send: accepted with the id that the vendor gave'],
  ['writes to the console', Chatters, 'send: accepted with the id that the vendor gave'],
  ['does not close its connections', StaysConnected, 'close: leaves no connection open and may be called twice'],
  ['trusts any certificate', TrustsAnyone, 'send: tls: the certificate is not trusted'],
  ['forgets overrides', ForgetsOverrides, 'override: override: changes the result'],
  ['mutates the message', MutatesMessage, 'request: letter'],
  ['leaves undefined in the request', LeavesUndefined, 'request: letter'],
  ['names its sender by the key', NamesSenderByKey, 'pace: letter: a sender, and a rate above zero if any'],
  ['takes all accounts for one sender', MixesSenders, 'pace: two accounts are two senders'],
  ['may not send at all', NeverSends, 'pace: letter: a sender, and a rate above zero if any'],
  ['stumbles over a strange profile', StumblesOverProfile, 'address: any profile gives an answer'],
  [
    'finds nothing when it cannot ask',
    FindsNothing,
    'lookup: html-502: a proxy answers in the place of the vendor: throws, never "not found"',
  ],
  [
    'verifies an address other than the one called',
    AssumesAddress,
    'signature: every changed character of the address is refused',
  ],
  ['verifies with an empty key', TakesEmptyKeys, 'signature: an empty or missing secret verifies nothing'],
  ['throws at odd signatures', ThrowsOnOddSeals, 'signature: every changed character of the signature is refused'],
  ['makes an event of every status', CallsAllSent, 'callback: an unknown status is no event'],
  ['gives another answer to a replay', SkipsReplays, 'callback: landed'],
];

describe('the suite finds a provider that', () => {
  it.each(FLAWS)('%s', async (_flaw, Flawed, title) => {
    const suite = pigeonSuite((url) => new Flawed(url), FIXTURES);
    const check = suiteChecks(suite).find((each) => each.title === title);
    if (check === undefined) throw new Error(`the suite has no check "${title}"`);
    const found = await Promise.resolve()
      .then(() => check.run())
      .then(
        () => false,
        () => true,
      );
    expect(found).toBe(true);
  });
});
