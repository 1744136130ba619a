import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DeliverySummary } from '../api/herald.types.js';
import { useProviderNames } from '../channels/provider.names.js';
import { DeliveryCells, DeliveryGap, DeliveryHeads } from './delivery.row.view.js';

const ROW_PX = 61;

/** From so many rows before an end on, more is read. */
const AHEAD = 30;

/** What a list shows: deliveries that are held, behind a number of others that were let go. */
export interface HeldDeliveries {
  deliveries: readonly DeliverySummary[];
  /** How many came before the first one that is held. */
  before: number;
}

/** A table of deliveries of any length, of which only the part that is looked at is on the page. */
export function DeliveryList({
  appId,
  held: { deliveries, before },
  onNearStart,
  onNearEnd,
}: {
  appId: string;
  held: HeldDeliveries;
  onNearStart: () => void;
  onNearEnd: () => void;
}) {
  const rows = useRef<HTMLDivElement>(null);
  const top = useTopOf(rows);
  const names = useProviderNames(appId);
  const count = before + deliveries.length;
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => deliveries[index - before]?.id ?? index,
    overscan: 10,
    scrollMargin: top,
  });
  const shown = virtual.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (first < before) onNearStart();
    if (last >= count - AHEAD) onNearEnd();
  }, [first, last, before, count, onNearStart, onNearEnd]);
  return (
    <div role="table" aria-label="Deliveries" aria-rowcount={-1} className="delivery-list">
      <DeliveryHeads />
      <div role="rowgroup" ref={rows} className="delivery-rows" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const delivery = deliveries[index - before];
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              data-index={index}
              ref={virtual.measureElement}
              className="delivery-row"
              style={{ transform: `translateY(${start - top}px)` }}
            >
              {delivery === undefined ? (
                <DeliveryGap />
              ) : (
                <DeliveryCells appId={appId} delivery={delivery} names={names} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** How far from the top of the page an element begins, also after what is above it has grown. */
function useTopOf(element: React.RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      if (element.current !== null) setTop(Math.round(element.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
