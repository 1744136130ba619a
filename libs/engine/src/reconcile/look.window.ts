import type { UnknownDelivery } from '#herald/store';

/** When a message was created at the vendor that came of an attempt. */
export interface LookWindow {
  from: Date;
  until: Date;
}

/** From the beginning of the attempt to the end of its hearing, widened by what clocks and processing may be off. */
export function lookWindow({ startedAt, finishedAt }: UnknownDelivery, skewMs: number): LookWindow {
  return { from: new Date(startedAt.getTime() - skewMs), until: new Date(finishedAt.getTime() + skewMs) };
}
