import type { ChannelProvider } from '#herald/channel-provider';
import type { Integration } from '#herald/store';

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
