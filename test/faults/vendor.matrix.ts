import { ACCEPTED_UNANSWERED } from './accepted-unanswered.scenario.js';
import { CALLBACK_ORDERS } from './callback-orders.scenario.js';
import { CALLBACK_OUTAGE } from './callback-outage.scenario.js';
import { CALLBACK_STORM } from './callback-storm.scenario.js';
import type { FaultScenario } from './fault.scenario.js';
import { FORGED_CALLBACKS } from './forged-callbacks.scenario.js';
import { NEVER_ACCEPTED } from './never-accepted.scenario.js';
import { NOISY_NEIGHBOUR } from './noisy-neighbour.scenario.js';
import { RATE_LIMITED } from './rate-limited.scenario.js';
import { SENDER_RATE } from './sender-rate.scenario.js';
import { VENDOR_DOWN } from './vendor-down.scenario.js';
import { VENDOR_LIST } from './vendor-list.scenario.js';

/** Rows in which the vendor, a sender's rate, or neighbours are the fault. */
export const VENDOR_FAULTS: readonly FaultScenario[] = [
  ...ACCEPTED_UNANSWERED,
  ...NEVER_ACCEPTED,
  ...VENDOR_LIST,
  RATE_LIMITED,
  ...VENDOR_DOWN,
  ...SENDER_RATE,
  ...NOISY_NEIGHBOUR,
  CALLBACK_STORM,
  CALLBACK_ORDERS,
  CALLBACK_OUTAGE,
  FORGED_CALLBACKS,
];
