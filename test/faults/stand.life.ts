import type { FaultContext, FaultFigures } from './fault.scenario.js';
import { FaultStand, type StandOptions } from './fault.stand.js';

/** Opens a stand with everything running, lets a scenario use it, and stops it whatever happens. */
export async function withStand(
  context: FaultContext,
  name: string,
  options: StandOptions,
  use: (stand: FaultStand) => Promise<FaultFigures>,
): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, name, options);
  try {
    await stand.startAll();
    return await use(stand);
  } finally {
    await stand.stop();
  }
}
