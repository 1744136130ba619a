import {
  type DiscardReason,
  type JsonObject,
  NO_OVERRIDES,
  type Overrides,
  type ProviderConfig,
  discardReason,
  overrideConfig,
} from '#herald/channel-provider';
import type { NewDelivery, Sender } from '#herald/store';
import type { OverridePlan } from './override.plan.js';
import type { Route } from './route.plan.js';
import { planSender } from './sender.plan.js';

/** A recipient with the profile that counts for this notification; undefined when there is no such user. */
export interface PlannedRecipient {
  identifier: string;
  profile: JsonObject | undefined;
}

/** One delivery for each recipient and route. What is known already to be impossible is discarded with its reason. */
export function planDeliveries(
  recipients: readonly PlannedRecipient[],
  routes: readonly Route[],
  overrides: OverridePlan,
): NewDelivery[] {
  if (routes.length === 0) {
    const [channel = null] = overrides.channels ?? [];
    const discard = discardReason('integration_missing');
    return recipients.map(({ identifier }) => ({ ...EMPTY_DELIVERY, recipient: identifier, channel, discard }));
  }
  const sent = routes.map((route) => ({
    integration: route.integration,
    provider: route.provider,
    sender: planSender(route, overridesOf(route, overrides)),
  }));
  return recipients.flatMap((recipient) => sent.map((route) => planDelivery(recipient, route, overrides)));
}

function overridesOf({ integration }: Route, plan: OverridePlan): Overrides {
  return plan.byProvider.get(integration.provider) ?? NO_OVERRIDES;
}

const EMPTY_DELIVERY: Omit<NewDelivery, 'recipient'> = {
  channel: null,
  provider: null,
  integrationId: null,
  address: null,
  sender: null,
  configOverride: null,
  discard: null,
};

/** Written out, as every call comes here: copying objects property by property takes five times as long. */
function planDelivery(recipient: PlannedRecipient, route: Route & { sender: Sender }, plan: OverridePlan): NewDelivery {
  const { integration, sender } = route;
  const overrides = overridesOf(route, plan);
  const result = addressOf(recipient, route, overrides);
  const isAddress = typeof result === 'string';
  return {
    recipient: recipient.identifier,
    channel: integration.channel,
    provider: integration.provider,
    integrationId: integration.id,
    address: isAddress ? result : null,
    sender,
    configOverride: isEmpty(overrides.config) ? null : overrides.config,
    discard: isAddress ? null : result,
  };
}

function addressOf(
  { profile }: PlannedRecipient,
  { integration, provider }: Route,
  overrides: typeof NO_OVERRIDES,
): string | DiscardReason {
  if (profile === undefined) return discardReason('recipient_unknown');
  const config = overrideConfig(provider.manifest, integration.config, overrides);
  const result = provider.address({ profile, config, overrides });
  return result.kind === 'address' ? result.address : result.reason;
}

function isEmpty(config: ProviderConfig): boolean {
  return Object.keys(config).length === 0;
}
