import { setTimeout } from 'node:timers/promises';
import type { Emulator, LedgerEntry } from '../environment/emulator.process.js';

const LOOK_EVERY_MS = 100;

/** An accepted create and when it came in, in milliseconds since 1970. */
export interface Arrival extends LedgerEntry {
  arrivedMs: number;
}

/** A request to the vendor's API, refused or not. */
export interface VendorRequest {
  sequence: number;
  atMs: number;
  method: string;
  path: string;
  params: Readonly<Record<string, string>>;
}

/** A try of the vendor to deliver a callback. */
export interface CallbackTry {
  sequence: number;
  /** When it ended. */
  atMs: number;
  durationMs: number;
  url: string;
  parameters: Readonly<Record<string, string>>;
  httpStatus: number | null;
}

/** Accepted creates, oldest first. */
export function arrivalsAt(emulator: Emulator, after = 0): Promise<Arrival[]> {
  return pages<Arrival>(emulator, 'ledger', after);
}

/** Requests to the API, oldest first; the emulator keeps the last 1,000. */
export function requestsAt(emulator: Emulator, after = 0): Promise<VendorRequest[]> {
  return pages<VendorRequest>(emulator, 'requests', after);
}

/** Tries to deliver callbacks, oldest first; the emulator keeps the last 10,000. */
export function callbackTriesAt(emulator: Emulator, after = 0): Promise<CallbackTry[]> {
  return pages<CallbackTry>(emulator, 'callbacks', after);
}

/** Waits until so many creates were accepted in all, or `withinMs` have passed: the verdict then tells what is missing. */
export async function untilArrived(emulator: Emulator, count: number, withinMs: number): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  while (performance.now() < deadlineMs) {
    const { total } = (await emulator.control('GET', 'ledger/count')) as { total: number };
    if (total >= count) return;
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** The text of an arrived message; it names the message. */
export function textOf({ params }: Arrival): string {
  return String(params['Body']);
}

async function pages<Entry extends { sequence: number }>(
  emulator: Emulator,
  path: string,
  after: number,
): Promise<Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const from = all.at(-1)?.sequence ?? after;
    const { entries } = (await emulator.control('GET', `${path}?after=${from}&limit=10000`)) as { entries: Entry[] };
    if (entries.length === 0) return all;
    all.push(...entries);
  }
}
