import type { Emulator } from '../environment/emulator.process.js';

/** A rule of the emulator, as its README describes it. */
export interface VendorFault {
  fault: string;
  match?: { to?: string; from?: string; path?: string; method?: string };
  times?: number;
  delayMs?: number;
  retryAfterSeconds?: number;
  code?: number;
}

/** How the vendor writes a number. */
export function atWhatsapp(number: string): string {
  return `whatsapp:${number}`;
}

/** Lets faults strike from now on, in this order. */
export async function letStrike(emulator: Emulator, faults: readonly VendorFault[]): Promise<void> {
  if (faults.length > 0) await emulator.control('POST', 'faults', [...faults]);
}

/** Takes back what has not struck yet. */
export async function liftFaults(emulator: Emulator): Promise<void> {
  await emulator.control('DELETE', 'faults');
}

/** Creates from this sender that any rule leaves alone; the sender that Herald does not use by itself. */
export function sentFrom(from: string): object {
  return { override: { twilio_whatsapp: { From: from } } };
}
