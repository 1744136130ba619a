import type { DeliverySummary } from '../api/herald.types.js';
import { useProviderNames } from '../channels/provider.names.js';
import { DeliveryCells, DeliveryHeads } from './delivery.row.view.js';

/** A short table of deliveries. */
export function DeliveryTable({ appId, deliveries }: { appId: string; deliveries: readonly DeliverySummary[] }) {
  const names = useProviderNames(appId);
  return (
    <div role="table" aria-label="Deliveries">
      <DeliveryHeads />
      <div role="rowgroup">
        {deliveries.map((delivery) => (
          <div key={delivery.id} role="row" className="delivery-row">
            <DeliveryCells appId={appId} delivery={delivery} names={names} />
          </div>
        ))}
      </div>
    </div>
  );
}
