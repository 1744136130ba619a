import type { FaultScenario } from './fault.scenario.js';
import { ACCEPTED_UNANSWERED } from './accepted-unanswered.scenario.js';
import { CALLBACK_ORDERS } from './callback-orders.scenario.js';
import { CALLBACK_OUTAGE } from './callback-outage.scenario.js';
import { CALLBACK_STORM } from './callback-storm.scenario.js';
import { CRASH_POINT_SCENARIOS, EVERY_CRASH_POINT } from './crash-points.scenario.js';
import { FORGED_CALLBACKS } from './forged-callbacks.scenario.js';
import { NEVER_ACCEPTED } from './never-accepted.scenario.js';
import { NOISY_NEIGHBOUR } from './noisy-neighbour.scenario.js';
import { RATE_LIMITED } from './rate-limited.scenario.js';
import { SENDER_RATE } from './sender-rate.scenario.js';
import { VENDOR_DOWN } from './vendor-down.scenario.js';
import { VENDOR_LIST } from './vendor-list.scenario.js';

/** Every scenario, in the order of the matrix. */
export const FAULT_MATRIX: readonly FaultScenario[] = [
  EVERY_CRASH_POINT,
  ...CRASH_POINT_SCENARIOS,
  ...ACCEPTED_UNANSWERED,
  ...NEVER_ACCEPTED,
  ...VENDOR_LIST,
  RATE_LIMITED,
  VENDOR_DOWN,
  ...SENDER_RATE,
  ...NOISY_NEIGHBOUR,
  CALLBACK_STORM,
  CALLBACK_ORDERS,
  CALLBACK_OUTAGE,
  FORGED_CALLBACKS,
];

/** The scenarios that these ids name, `1` every part of row 1; all without ids. @throws RangeError for an unknown id */
export function scenariosNamed(ids: readonly string[]): FaultScenario[] {
  const unknown = ids.filter((id) => !FAULT_MATRIX.some((scenario) => isMeant(id, scenario)));
  if (unknown.length > 0) throw new RangeError(`There is no scenario ${unknown.join(', ')}`);
  return FAULT_MATRIX.filter((scenario) => ids.length === 0 || ids.some((id) => isMeant(id, scenario)));
}

function isMeant(id: string, scenario: FaultScenario): boolean {
  return scenario.id === id || scenario.id.startsWith(`${id}.`);
}
