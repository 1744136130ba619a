import type { EventType } from '#herald/channel-provider';

/** What has become of a delivery, lowest first. It only moves up, so the order in which reports arrive does not matter. */
export const DELIVERY_STATUSES = ['pending', 'sent', 'discarded', 'delivered', 'seen'] as const;

/** What has become of a delivery. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The place of a status, or of the event that leads to it, in the order; this is what the store keeps. */
export function statusRank(status: DeliveryStatus | EventType): number {
  return DELIVERY_STATUSES.indexOf(status);
}

/** The status of a kept rank. */
export function statusOfRank(rank: number): DeliveryStatus {
  const status = DELIVERY_STATUSES[rank];
  if (status === undefined) throw new RangeError(`No delivery status has rank ${rank}`);
  return status;
}
