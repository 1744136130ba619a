import {
  type ChannelProvider,
  NO_OVERRIDES,
  type Overrides,
  type SenderPace,
  overrideConfig,
} from '#herald/channel-provider';
import type { Integration, Sender } from '#herald/store';

/**
 * Who sends at the vendor, and how fast. A request that names another sender brings that sender's rate; one that stays with
 * the integration's own cannot change its rate, because the rate is everybody's.
 */
export function planSender(
  { integration, provider }: { integration: Integration; provider: ChannelProvider },
  overrides: Overrides,
): Sender {
  const { manifest } = provider;
  const own = provider.pace?.({ config: integration.config, overrides: NO_OVERRIDES });
  if (own === undefined || overrides === NO_OVERRIDES) return senderOf(integration, own);
  const config = overrideConfig(manifest, integration.config, overrides);
  const named = provider.pace?.({ config, overrides });
  return senderOf(integration, named?.sender === own.sender ? own : named);
}

function senderOf({ id }: Pick<Integration, 'id'>, pace: SenderPace | undefined): Sender {
  return pace === undefined ? { key: `integration:${id}`, rate: null } : { key: pace.sender, rate: pace.rate ?? null };
}
