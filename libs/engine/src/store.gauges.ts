import { isStoreOutage } from '#herald/store';
import type { Gauge } from 'prom-client';

/**
 * Fills gauges from the store. While that is away they have no value, so that the metrics of everything else can be read.
 *
 * @throws what is no outage
 */
export async function fillFromStore(gauges: readonly Gauge[], fill: () => Promise<void>): Promise<void> {
  try {
    await fill();
  } catch (error) {
    if (!isStoreOutage(error)) throw error;
    for (const gauge of gauges) {
      gauge.reset();
      // Without labels, what is reset is 0, which would be a lie.
      gauge.remove({});
    }
  }
}
