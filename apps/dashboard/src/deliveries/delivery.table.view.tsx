import type { DeliverySummary } from '../api/herald.types.js';
import { useProviderLabel } from '../api/provider.query.js';
import { DeliveryCells, DeliveryHeads } from './delivery.row.view.js';

/** A short table of deliveries. */
export function DeliveryTable({ appId, deliveries }: { appId: string; deliveries: readonly DeliverySummary[] }) {
  const labelOf = useProviderLabel(appId);
  return (
    <div role="table" aria-label="Deliveries">
      <DeliveryHeads />
      <div role="rowgroup">
        {deliveries.map((delivery) => (
          <div key={delivery.id} role="row" className="delivery-row">
            <DeliveryCells appId={appId} delivery={delivery} labelOf={labelOf} />
          </div>
        ))}
      </div>
    </div>
  );
}
