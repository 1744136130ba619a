/** The parts of the bench, in the order in which they run. */
export const LEG_NAMES = ['deliveries', 'callbacks', 'latency', 'backlog', 'neighbour', 'lists'] as const;

export type LegName = (typeof LEG_NAMES)[number];

/** Those that take minutes at their usual sizes. */
export const LONG_LEGS: ReadonlySet<LegName> = new Set(['backlog', 'neighbour', 'lists']);
