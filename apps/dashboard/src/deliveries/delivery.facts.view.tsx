import { Paper } from '@mantine/core';
import type { DeliveryDetail } from '../api/herald.types.js';
import { useProviderNames } from '../channels/provider.names.js';
import { PageLink } from '../display/page.link.js';
import { CopyText } from '../display/copy.text.js';
import { Fact, FactList } from '../display/fact.list.js';
import { StatusBadge } from '../display/status.badge.js';
import { ExactTime, TimeText } from '../display/time.text.js';

/** Who gets a delivery, through what, and its ids. */
export function DeliveryFacts({ appId, delivery }: { appId: string; delivery: DeliveryDetail }) {
  const { tenant, category, createdAt, sendAt } = delivery;
  return (
    <Paper withBorder p="md">
      <FactList>
        <Fact name="Status">
          <StatusBadge status={delivery.status} />
        </Fact>
        <Fact name="Recipient">
          <Recipient appId={appId} delivery={delivery} />
        </Fact>
        <Fact name="Through">
          <Route appId={appId} delivery={delivery} />
        </Fact>
        <Fact name="Accepted">
          <TimeText at={createdAt} />
          <span className="second-line">
            <ExactTime at={createdAt} />
          </span>
        </Fact>
        {sendAt !== null && (
          <Fact name="To be sent at">
            <ExactTime at={sendAt} />
          </Fact>
        )}
        <Ids delivery={delivery} />
        {tenant !== null && (
          <Fact name="Tenant">
            <span className="foreign">{tenant}</span>
          </Fact>
        )}
        {category !== null && (
          <Fact name="Category">
            <span className="foreign">{category}</span>
          </Fact>
        )}
      </FactList>
    </Paper>
  );
}

function Recipient({ appId, delivery: { recipient, address } }: { appId: string; delivery: DeliveryDetail }) {
  return (
    <>
      <PageLink
        to="/apps/$appId/users/$identifier"
        params={{ appId, identifier: recipient }}
        size="sm"
        className="foreign-line"
        title={recipient}
      >
        {recipient}
      </PageLink>
      {address !== null && <span className="foreign-line second-line">{address}</span>}
    </>
  );
}

function Ids({ delivery: { id, requestId, providerMessageId } }: { delivery: DeliveryDetail }) {
  return (
    <>
      <Fact name="Request id" isWide>
        <CopyText label="Request id" value={requestId} />
      </Fact>
      {providerMessageId !== null && (
        <Fact name="Provider’s message id" isWide>
          <CopyText label="Provider’s message id" value={providerMessageId} />
        </Fact>
      )}
      <Fact name="Delivery id" isWide>
        <CopyText label="Delivery id" value={id} />
      </Fact>
    </>
  );
}

function Route({ appId, delivery }: { appId: string; delivery: DeliveryDetail }) {
  const { providerLabel, channelLabel } = useProviderNames(appId);
  const { channel, provider, integrationId } = delivery;
  if (provider === null || integrationId === null) return <>No integration could be chosen</>;
  return (
    <>
      <PageLink
        to="/apps/$appId/channels/$integrationId"
        params={{ appId, integrationId }}
        size="sm"
        className="foreign-line"
      >
        {providerLabel(provider)}
      </PageLink>
      {channel !== null && <span className="foreign-line second-line">{channelLabel(channel)}</span>}
    </>
  );
}
