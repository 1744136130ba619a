import type { ProviderConfig } from '#herald/channel-provider';
import { accountChecks } from './account.checks.js';
import { callbackChecks } from './callback.checks.js';
import { faultChecks } from './fault.checks.js';
import { manifestChecks } from './manifest.checks.js';
import { paceChecks } from './pace.checks.js';
import type { ProviderSuite, SuiteCheck } from './provider-suite.contract.js';
import { requestChecks } from './request.checks.js';
import { signatureChecks } from './signature.checks.js';

const CHECK_DEADLINE_MS = 30_000;

/** Every check that applies to the provider. Each stands alone and throws when the contract is broken. */
export function suiteChecks<Config extends ProviderConfig, Request>(
  suite: ProviderSuite<Config, Request>,
): SuiteCheck[] {
  // A provider is only ever given configurations that come from its own suite, so the narrower type is safe here.
  const any = suite as ProviderSuite;
  const parts = [
    manifestChecks,
    requestChecks,
    paceChecks,
    faultChecks,
    accountChecks,
    callbackChecks,
    signatureChecks,
  ];
  return parts.flatMap((checksOf) => checksOf(any));
}

/** Registers the contract suite for a provider with Jest. */
export function describeChannelProvider<Config extends ProviderConfig, Request>(
  label: string,
  suite: ProviderSuite<Config, Request>,
): void {
  describe(`${label} keeps the provider contract`, () => {
    for (const check of suiteChecks(suite)) it(check.title, async () => check.run(), CHECK_DEADLINE_MS);
  });
}
