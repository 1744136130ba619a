import { Herald } from '#herald/client';
import { eventually } from '../environment/eventually.js';
import { TEST_APP } from '../environment/herald.process.js';

const COUNTED_WITHIN_MS = 60_000;
const PAGE = 1_000;

/**
 * Where the statistics count another number of events than the feed holds, in words; empty when each is counted once. What
 * is not counted yet is waited for.
 */
export async function miscounts(url: string): Promise<string[]> {
  const client = new Herald({ baseUrl: url, ...TEST_APP });
  let faults: string[] = [];
  const areEqual = async () => {
    const [held, counted] = [await eventsIn(client), await countsOf(client)];
    faults = [...new Set([...held.keys(), ...counted.keys()])]
      .filter((type) => held.get(type) !== counted.get(type))
      .map((type) => `${held.get(type) ?? 0} events ${type} were counted as ${counted.get(type) ?? 0}`);
    return faults.length === 0 || undefined;
  };
  await eventually('Statistics of all events', areEqual, COUNTED_WITHIN_MS).catch((error: unknown) => {
    if (faults.length === 0) throw error;
  });
  return faults;
}

async function eventsIn(client: Herald): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let after: string | undefined; ;) {
    const page = await client.events.list({ limit: PAGE, ...(after !== undefined && { after }) });
    for (const { type } of page.data) counts.set(type, (counts.get(type) ?? 0) + 1);
    if (page.data.length === 0 || page.next === null) return counts;
    after = page.next;
  }
}

async function countsOf(client: Herald): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const { data } = await client.statistics.read({ interval: 'day', groupBy: ['type'] });
  for (const { type = '', count } of data) counts.set(type, (counts.get(type) ?? 0) + count);
  return counts;
}
