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
  const sent = routes.map((route) => ({ ...route, sender: planSender(route, overridesOf(route, overrides)) }));
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

function planDelivery(
  recipient: PlannedRecipient,
  { integration, provider, sender }: Route & { sender: Sender },
  plan: OverridePlan,
): NewDelivery {
  const overrides = overridesOf({ integration, provider }, plan);
  const delivery: NewDelivery = {
    ...EMPTY_DELIVERY,
    recipient: recipient.identifier,
    channel: integration.channel,
    provider: integration.provider,
    integrationId: integration.id,
    sender,
    configOverride: isEmpty(overrides.config) ? null : overrides.config,
  };
  const result = addressOf(recipient, { integration, provider }, overrides);
  return typeof result === 'string' ? { ...delivery, address: result } : { ...delivery, discard: result };
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
