/** The closed list of normalised events, the same for every provider. */
export const EVENT_TYPES = ['sent', 'delivered', 'seen', 'discarded'] as const;

/**
 * Something that happened to a delivery: `sent` (the provider accepted it), `delivered` (it reached the device), `seen`
 * (the recipient opened it; needs read receipts), `discarded` (it will not arrive, with a reason).
 */
export type EventType = (typeof EVENT_TYPES)[number];
