import type { ChannelProvider, SenderPace } from '#herald/channel-provider';
import { deepFreeze } from './engine.walk.js';
import { type RequestPair, requestPairs } from './fixture.pairs.js';
import type { ProviderSuite, SuiteCheck } from './provider-suite.contract.js';
import { CANARIES, expectNoSecret } from './secret.hunt.js';
import { NOWHERE, walkFixture } from './suite.subject.js';

/** Which sender a message counts for: pure, without a secret in it, and apart for each account. */
export function paceChecks(suite: ProviderSuite): SuiteCheck[] {
  const provider = suite.create(NOWHERE);
  if (provider.pace === undefined) return [];
  return [
    ...requestPairs(suite.fixtures).map((pair) => ({
      title: `pace: ${pair.name}: a sender, and a rate above zero if any`,
      run: () => checkPair(suite, provider, pair),
    })),
    { title: 'pace: two accounts are two senders', run: () => checkAccounts(suite, provider) },
  ];
}

function checkPair(suite: ProviderSuite, provider: ChannelProvider, pair: RequestPair): void {
  const { config, overrides } = walkFixture(suite, provider, pair);
  const take = () => provider.pace?.({ config: deepFreeze(config), overrides: deepFreeze(overrides) });
  const pace = take();
  expectPace(pace);
  expectNoSecret(pace, 'the pace');
  expect(take()).toEqual(pace);
}

function expectPace(pace: SenderPace | undefined): void {
  expect(pace?.sender).toMatch(/\S/);
  if (pace?.rate === undefined) return;
  const { sends, perMs } = pace.rate;
  expect([sends, perMs].every((number) => Number.isFinite(number) && number > 0)).toBe(true);
}

function checkAccounts(suite: ProviderSuite, provider: ChannelProvider): void {
  const overrides = { config: {}, fields: {} };
  const senders = ([1, 2] as const).map(
    (account) => provider.pace?.({ config: suite.config(NOWHERE, account, CANARIES[account]), overrides }).sender,
  );
  expect(new Set(senders).size).toBe(2);
}
