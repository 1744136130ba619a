import { Injectable } from '@nestjs/common';
import { type DiscardReason, NO_OVERRIDES, discardReason } from '#herald/channel-provider';
import { type App, IntegrationRepository, UserRepository } from '#herald/store';
import { NotFoundError } from '../engine.errors.js';
import { planRoutes } from '../notify/route.plan.js';
import { ProviderRegistry } from './provider.registry.js';

/** Whether a user can be reached on a channel, and how. */
export interface ChannelReach {
  channel: string;
  /** What would carry a notification; null where nothing is switched on. */
  provider: string | null;
  integrationId: string | null;
  isReachable: boolean;
  /** Where it would go, as the provider writes addresses. */
  address: string | null;
  /** Why not; null where it is reachable. */
  reason: DiscardReason | null;
}

/** Tells on which channels a user can be reached now. */
@Injectable()
export class ReachService {
  constructor(
    private readonly users: UserRepository,
    private readonly integrations: IntegrationRepository,
    private readonly registry: ProviderRegistry,
  ) {}

  /**
   * Every channel that Herald has a provider for, judged as `notify` would.
   *
   * @param tenant on whose behalf it would be sent
   * @throws NotFoundError
   */
  async channelsOf(app: App, identifier: string, tenant: string | undefined): Promise<ChannelReach[]> {
    const [user, integrations] = await Promise.all([
      this.users.find(app.id, identifier),
      this.integrations.enabledOf(app.id),
    ]);
    if (user === undefined) throw new NotFoundError('This user');
    const request = { tenant, channels: undefined, integrationId: undefined };
    const routes = planRoutes(integrations, (id) => this.registry.find(id), request);
    const channels = [...new Set(this.registry.all().map(({ manifest }) => manifest.channel))].toSorted();
    return channels.map((channel) => {
      const route = routes.find(({ integration }) => integration.channel === channel);
      if (route === undefined) return { ...NOBODY, channel };
      const { integration, provider } = route;
      const by = { channel, provider: integration.provider, integrationId: integration.id };
      const result = provider.address({ profile: user.profile, config: integration.config, overrides: NO_OVERRIDES });
      return result.kind === 'address'
        ? { ...by, isReachable: true, address: result.address, reason: null }
        : { ...by, isReachable: false, address: null, reason: result.reason };
    });
  }
}

const NOBODY = {
  provider: null,
  integrationId: null,
  isReachable: false,
  address: null,
  reason: discardReason('integration_missing'),
};
