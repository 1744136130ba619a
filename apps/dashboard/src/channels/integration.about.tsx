import { Anchor, Breadcrumbs } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Integration, Provider } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { channelWords } from '../display/channel.words.js';
import { labelsOn } from './integration.order.js';

/** Names of an integration: its own or its provider's, and what else tells it apart. */
export function integrationNames(
  { provider, channel, label, tenant }: Pick<Integration, 'provider' | 'channel' | 'label' | 'tenant'>,
  providers: readonly Provider[],
): { name: string; about: string } {
  const providerName = providers.find(({ id }) => id === provider)?.label ?? provider;
  const about = [
    channelWords(channel, labelsOn(channel, providers)),
    ...(label === null ? [] : [providerName]),
    ...(tenant === null ? [] : [`tenant ${tenant}`]),
  ];
  return { name: label ?? providerName, about: about.join(' · ') };
}

/** The way back to the channels. */
export function ChannelsCrumb() {
  return (
    <Breadcrumbs mb={4} component="nav" aria-label="Where this is">
      <Anchor component={Link} to={`/apps/${useAppId()}/channels`} size="sm">
        Channels
      </Anchor>
    </Breadcrumbs>
  );
}
