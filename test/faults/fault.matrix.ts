import type { FaultScenario } from './fault.scenario.js';
import { FULL_DISK } from './disk-full.scenario.js';
import { EQUAL_CALLS } from './equal-calls.scenario.js';
import { GRACEFUL_STOPS } from './graceful-stop.scenario.js';
import { BLOCKED_LOOPS, ZOMBIES } from './late-workers.scenario.js';
import { OVERLOAD } from './overload.scenario.js';
import { POSTGRES_RESTARTS, POSTGRES_SILENCES } from './postgres-outages.scenario.js';
import { POISON } from './poison.scenario.js';
import { RANDOM_KILLS } from './random-kills.scenario.js';
import { REDIS_OUTAGES } from './redis-outages.scenario.js';
import { ROLLING_RESTARTS } from './rolling-restart.scenario.js';
import { CRASH_POINT_SCENARIOS, EVERY_CRASH_POINT } from './crash-points.scenario.js';
import { VENDOR_FAULTS } from './vendor.matrix.js';

/** Every scenario, in the order of the matrix. */
export const FAULT_MATRIX: readonly FaultScenario[] = [
  EVERY_CRASH_POINT,
  ...CRASH_POINT_SCENARIOS,
  RANDOM_KILLS,
  ZOMBIES,
  BLOCKED_LOOPS,
  POISON,
  GRACEFUL_STOPS,
  ROLLING_RESTARTS,
  POSTGRES_RESTARTS,
  POSTGRES_SILENCES,
  FULL_DISK,
  ...REDIS_OUTAGES,
  ...VENDOR_FAULTS,
  OVERLOAD,
  EQUAL_CALLS,
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
