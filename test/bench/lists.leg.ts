import { eventually } from '../environment/eventually.js';
import type { Figure } from './bench.figure.js';
import type { BenchOptions } from './bench.options.js';
import { startEmulator } from './emulator.stand.js';
import { type BenchHerald, startHerald } from './herald.stand.js';
import { seedHistory } from './history.seed.js';
import { notifyAndDrain } from './notify.load.js';
import { quantile } from './sample.statistics.js';
import { startStores } from './store.stand.js';

const TIMES = 100;
const COUNTED_WITHIN_MS = 30 * 60_000;

interface Page {
  data: { id: string; providerMessageId: string | null; requestId: string; recipient: string }[];
  next: string | null;
}

/** Time of the answers that the dashboard's lists and overview are made of, at so many past deliveries. */
export async function measureLists({ history }: BenchOptions): Promise<Figure[]> {
  const stores = await startStores();
  if (stores === undefined) return [];
  const emulator = await startEmulator('count');
  try {
    const first = await startHerald(emulator, stores);
    await notifyAndDrain(emulator, first, 1);
    await first.stop();
    await seedHistory(stores.postgres.url, history);
    const herald = await startHerald(emulator, stores);
    try {
      const subject = `${history.toLocaleString('en-US')} past deliveries`;
      return (await answerTimes(herald, history)).map((figure) => ({ leg: 'lists', subject, ...figure }));
    } finally {
      await herald.stop();
    }
  } finally {
    await emulator.stop();
    await stores.stop();
  }
}

async function answerTimes(herald: BenchHerald, history: number): Promise<Omit<Figure, 'leg' | 'subject'>[]> {
  const figures: Omit<Figure, 'leg' | 'subject'>[] = [];
  const beganAtMs = performance.now();
  await eventually('The counting of the events', () => areCounted(herald, history), COUNTED_WITHIN_MS);
  const rate = (history / (performance.now() - beganAtMs)) * 1000;
  figures.push({ name: 'deliveries whose events are counted for the overview', value: rate, unit: '/s' });
  for (const [name, path] of await questions(herald)) {
    const sample: number[] = [];
    for (let turn = 0; turn < TIMES; turn += 1) {
      const askedAtMs = performance.now();
      await get(herald, path);
      sample.push(performance.now() - askedAtMs);
    }
    figures.push({ name: `${name}, p50`, value: quantile(sample, 0.5), unit: 'ms' });
    figures.push({ name: `${name}, p99`, value: quantile(sample, 0.99), unit: 'ms' });
  }
  return figures;
}

/** What the pages ask: a name and the path of each question. */
async function questions(herald: BenchHerald): Promise<(readonly [string, string])[]> {
  let page = await get<Page>(herald, 'deliveries?limit=100');
  for (let depth = 1; depth < 100 && page.next !== null; depth += 1) {
    page = await get<Page>(herald, `deliveries?limit=100&after=${page.next}`);
  }
  const known = page.data.find(({ providerMessageId }) => providerMessageId !== null);
  if (known === undefined) throw new Error('No delivery on this page was handed over');
  const from = new Date(Date.now() - 30 * 86_400_000).toISOString();
  return [
    ['first page of deliveries', 'deliveries?limit=50'],
    ['its 100th page', `deliveries?limit=50&after=${page.next}`],
    ['discarded ones', 'deliveries?limit=50&status=discarded'],
    ['one reason', 'deliveries?limit=50&reason=undelivered'],
    ['search by message id', `deliveries?limit=50&q=${known.providerMessageId}`],
    ['search by request id', `deliveries?limit=50&q=${known.requestId}`],
    ['search by phone number', 'deliveries?limit=50&q=%2B12025550142'],
    ['deliveries of one user', `deliveries?limit=50&recipient=${known.recipient}`],
    ['one delivery', `deliveries/${known.id}`],
    ['users by phone number', 'users?limit=50&q=%2B12025550142'],
    ['counts of 30 days by hour and type', `stats?from=${from}&interval=hour&groupBy=type`],
    ['counts of 30 days by reason', `stats?from=${from}&interval=day&groupBy=reason&type=discarded`],
    ['health', 'health'],
  ];
}

async function areCounted(herald: BenchHerald, history: number): Promise<true | undefined> {
  const from = new Date(Date.now() - 31 * 86_400_000).toISOString();
  const { data } = await get<{ data: { type: string; count: number }[] }>(
    herald,
    `stats?from=${from}&interval=day&groupBy=type`,
  );
  const first = data.filter(({ type }) => type === 'sent' || type === 'discarded');
  return first.reduce((sum, { count }) => sum + count, 0) >= history || undefined;
}

async function get<Body>({ url, headers }: BenchHerald, path: string): Promise<Body> {
  const response = await fetch(`${url}/v3/${path}`, { headers });
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Body;
}
