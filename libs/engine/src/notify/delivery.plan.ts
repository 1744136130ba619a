import {
  type ChannelProvider,
  type DiscardReason,
  type JsonObject,
  NO_OVERRIDES,
  type Overrides,
  type ProviderConfig,
  discardReason,
  overrideConfig,
} from '#herald/channel-provider';
import type { Integration, NewDelivery, Sender } from '#herald/store';
import type { OverridePlan } from './override.plan.js';
import { planSender } from './sender.plan.js';

/** A recipient with the profile that counts for this notification; undefined when there is no such user. */
export interface PlannedRecipient {
  identifier: string;
  profile: JsonObject | undefined;
}

/** An integration together with the code that serves it. */
export interface Route {
  integration: Integration;
  provider: ChannelProvider;
}

/**
 * The integrations that carry a notification: on each channel the best one, where one of the tenant's own comes before
 * the app's. Other tenants' integrations are never used.
 *
 * @param integrations of the app, switched on, best first
 */
export function planRoutes(
  integrations: readonly Integration[],
  findProvider: (id: string) => ChannelProvider | undefined,
  request: { tenant: string | undefined; channels: ReadonlySet<string> | undefined; integrationId: string | undefined },
): Route[] {
  const usable = integrations.filter(
    ({ id, tenant, channel }) =>
      (request.integrationId === undefined || request.integrationId === id) &&
      (tenant === null || tenant === request.tenant || request.integrationId === id) &&
      (request.channels === undefined || request.channels.has(channel)),
  );
  const best = new Map<string, Route>();
  for (const integration of [...usable.filter(({ tenant }) => tenant !== null), ...usable]) {
    const provider = findProvider(integration.provider);
    if (provider !== undefined && !best.has(integration.channel))
      best.set(integration.channel, { integration, provider });
  }
  return [...best.values()];
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
