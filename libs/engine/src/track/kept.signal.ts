import type { StatusSignal } from '#herald/channel-provider';
import type { KeptSignal } from '#herald/store';

/** A vendor's word on a message in the form that is kept and applied. */
export function keptSignal(signal: StatusSignal): KeptSignal {
  return {
    providerMessageId: signal.providerMessageId,
    providerStatus: signal.providerStatus,
    event: signal.event ?? null,
    reason: signal.reason ?? null,
    occurredAt: signal.occurredAt?.toISOString() ?? null,
  };
}
