import type { FaultScenario } from './fault.scenario.js';

/** Row 1: a process dies at a named point. */
export const LIVES_AND_DEATHS: readonly FaultScenario[] = [];
