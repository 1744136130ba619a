/** Spans of time that an overview can be of, with the steps of their curves. */
export const TIME_SPANS = {
  hour: { label: 'Last hour', lengthMs: 3_600_000, interval: 'minute' },
  day: { label: 'Last 24 hours', lengthMs: 86_400_000, interval: 'hour' },
  week: { label: 'Last 7 days', lengthMs: 7 * 86_400_000, interval: 'hour' },
  month: { label: 'Last 30 days', lengthMs: 30 * 86_400_000, interval: 'day' },
} as const;

export type TimeSpan = keyof typeof TIME_SPANS;

/** The span that an address asks for; a day where it asks for none. */
export function timeSpanSearch({ span }: Record<string, unknown>): { span?: TimeSpan } {
  return typeof span === 'string' && Object.hasOwn(TIME_SPANS, span) ? { span: span as TimeSpan } : {};
}
