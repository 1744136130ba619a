import { EVENT_TYPES, type EventType, type ProviderSignal } from '#herald/channel-provider';

/** From low to high: a delivery's status is the highest that was ever told (DESIGN.md, promise 5). */
const RANKS: readonly EventType[] = ['sent', 'discarded', 'delivered', 'seen'];

/** Fails unless the signal keeps the rules that types cannot say. */
export function expectSignal(signal: ProviderSignal): void {
  expect(signal.providerMessageId).toMatch(/\S/);
  if (signal.kind === 'inbound') {
    expect(signal.from).toMatch(/\S/);
    expect(signal.to).toMatch(/\S/);
    expect(Array.isArray(signal.media)).toBe(true);
    return;
  }
  expect(signal.providerStatus).toMatch(/\S/);
  if (signal.event !== undefined) expect(EVENT_TYPES).toContain(signal.event);
  expect(signal.reason !== undefined).toBe(signal.event === 'discarded');
  if (signal.occurredAt !== undefined) expect(Number.isNaN(signal.occurredAt.getTime())).toBe(false);
}

/** The highest event of each message, by the vendor's id. */
export function foldedStatus(signals: readonly ProviderSignal[]): Record<string, EventType> {
  const highest: Record<string, EventType> = {};
  for (const signal of signals) {
    if (signal.kind !== 'status' || signal.event === undefined) continue;
    const known = highest[signal.providerMessageId];
    if (known === undefined || RANKS.indexOf(signal.event) > RANKS.indexOf(known)) {
      highest[signal.providerMessageId] = signal.event;
    }
  }
  return highest;
}
