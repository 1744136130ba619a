import type { ConfigValue, ProviderConfig } from '#herald/channel-provider';
import type { ProviderSuite, SuiteCheck } from './provider-suite.contract.js';
import { CANARIES, readings } from './secret.hunt.js';
import { sendPlain, withProvider } from './suite.subject.js';
import { startStandIn } from './vendor.stand-in.js';

const SENDS_PER_ACCOUNT = 50;
const ACCOUNTS = [1, 2] as const;

/** One instance serves every account at the same time, and none with another's credentials. */
export function accountChecks(suite: ProviderSuite): SuiteCheck[] {
  return [
    {
      title: `accounts: ${2 * SENDS_PER_ACCOUNT} concurrent sends never mix credentials or senders`,
      run: () => checkAccountsApart(suite),
    },
  ];
}

async function checkAccountsApart(suite: ProviderSuite): Promise<void> {
  const standIn = await startStandIn(suite.wire, 'accept');
  try {
    await withProvider(suite, standIn.endpoint, async (provider) => {
      const sends = Array.from({ length: SENDS_PER_ACCOUNT }, (_, index) =>
        ACCOUNTS.map((account) =>
          sendPlain(suite, provider, standIn.endpoint, { account, marker: marker(account, index) }),
        ),
      );
      const outcomes = await Promise.all(sends.flat());
      expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    });
    if (suite.wire.kind !== 'none') expectApart(suite, standIn.endpoint, standIn.received.map(readings));
    else expect(standIn.received).toEqual([]);
  } finally {
    await standIn.close();
  }
}

function marker(account: 1 | 2, index: number): string {
  return `account${account}message${index}end`;
}

function expectApart(suite: ProviderSuite, endpoint: Parameters<ProviderSuite['config']>[0], sent: string[]): void {
  const configs = { 1: suite.config(endpoint, 1, CANARIES[1]), 2: suite.config(endpoint, 2, CANARIES[2]) };
  for (const account of ACCOUNTS) {
    const other = account === 1 ? 2 : 1;
    const mine = sent.filter((text) => text.includes(`account${account}message`));
    for (let index = 0; index < SENDS_PER_ACCOUNT; index += 1) {
      expect(mine.filter((text) => text.includes(marker(account, index)))).toHaveLength(1);
    }
    for (const text of mine) {
      expect(text.toLowerCase()).toContain(CANARIES[account]);
      for (const foreign of [CANARIES[other], `account${other}message`, ...onlyIn(configs[other], configs[account])]) {
        if (text.toLowerCase().includes(foreign.toLowerCase())) {
          throw new Error(`a request of account ${account} carries something of account ${other}: ${foreign}`);
        }
      }
    }
  }
}

/** Texts of one configuration that would give its account away in a request of the other. */
function onlyIn(config: ProviderConfig, other: ProviderConfig): string[] {
  const isTelling = (value: ConfigValue | undefined): value is string => typeof value === 'string' && value.length >= 6;
  const others = JSON.stringify(Object.values(other));
  return Object.values(config).filter((value) => isTelling(value) && !others.includes(value)) as string[];
}
