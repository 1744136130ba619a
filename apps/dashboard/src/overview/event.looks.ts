import type { EventType } from '../api/herald.types.js';

/** How each type of events is drawn: its colours in both schemes, and a pattern of dashes for who tells no colours. */
export const EVENT_LOOKS: Readonly<
  Record<EventType, { label: string; light: string; dark: string; dashes: number[] }>
> = {
  sent: { label: 'Sent', light: '#1971c2', dark: '#4dabf7', dashes: [] },
  delivered: { label: 'Delivered', light: '#0b7a75', dark: '#49b0a5', dashes: [10, 4] },
  seen: { label: 'Seen', light: '#5c940d', dark: '#a9e34b', dashes: [3, 3] },
  discarded: { label: 'Discarded', light: '#c92a2a', dark: '#ff8787', dashes: [10, 3, 3, 3] },
};
