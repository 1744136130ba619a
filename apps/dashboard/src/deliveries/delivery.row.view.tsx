import { Skeleton, Text } from '@mantine/core';
import type { DeliverySummary } from '../api/herald.types.js';
import type { ProviderNames } from '../channels/provider.names.js';
import { PageLink } from '../display/page.link.js';
import { reasonWords } from '../display/reason.words.js';
import { StatusBadge } from '../display/status.badge.js';
import { TimeText } from '../display/time.text.js';
import { WAITING_WORDS } from './waiting.view.js';
import './delivery.list.css';

/** Names of the columns, in the order of the cells. */
const COLUMNS = ['Status', 'Recipient', 'Through', 'Reason', 'Attempts', 'Accepted'] as const;

/** The first row of a table of deliveries. */
export function DeliveryHeads() {
  return (
    <div role="rowgroup">
      <div role="row" className="delivery-row delivery-heads">
        {COLUMNS.map((name) => (
          <div key={name} role="columnheader">
            {name}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The cells of a delivery in a list; on a phone they make two lines. */
export function DeliveryCells({
  appId,
  delivery,
  names: { providerLabel, channelLabel },
}: {
  appId: string;
  delivery: DeliverySummary;
  names: ProviderNames;
}) {
  const { id, status, recipient, address, channel, provider, attempts, createdAt } = delivery;
  return (
    <>
      <div role="cell" className="delivery-status">
        <StatusBadge status={status} />
      </div>
      <div role="cell" className="delivery-recipient">
        <PageLink
          to="/apps/$appId/deliveries/$deliveryId"
          params={{ appId, deliveryId: id }}
          className="foreign-line row-link"
          size="sm"
          fw={600}
          c="inherit"
        >
          {recipient === '' ? '(no identifier)' : recipient}
        </PageLink>
        {address !== null && <span className="foreign-line second-line">{address}</span>}
      </div>
      <div role="cell" className="delivery-route">
        <Text component="span" size="sm" className="foreign-line">
          {provider === null ? 'No integration' : providerLabel(provider)}
        </Text>
        {channel !== null && <span className="foreign-line second-line">{channelLabel(channel)}</span>}
      </div>
      <div role="cell" className="delivery-reason">
        <ReasonWords delivery={delivery} />
      </div>
      <div role="cell" className="delivery-attempts tabular">
        {attempts}
      </div>
      <div role="cell" className="delivery-time">
        <TimeText at={createdAt} />
      </div>
    </>
  );
}

function ReasonWords({ delivery: { reason, waiting } }: { delivery: DeliverySummary }) {
  if (reason !== null)
    return (
      <Text component="span" size="sm" className="foreign-line" title={reason.explanation}>
        {reasonWords(reason.code)}
        {reason.providerCode !== undefined && ` (${reason.providerCode})`}
      </Text>
    );
  if (waiting !== null)
    return (
      <Text component="span" size="sm" c="dimmed" className="foreign-line" title={waiting.explanation}>
        {WAITING_WORDS[waiting.stage]}
      </Text>
    );
  return null;
}

/** Stands where a delivery was that is read again. */
export function DeliveryGap() {
  return (
    <div role="cell" className="delivery-gap">
      <Skeleton height={18} />
    </div>
  );
}
