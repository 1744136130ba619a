/** At most so many deliveries in one job: beyond, a job gets no cheaper and a lost one costs more. */
const MAX_CHUNK = 25;

/** Jobs that a claim makes at least, so that workers have something to share, before chunks grow. */
const JOBS_TO_SHARE = 2;

/** The deliveries in chunks, one job each: single when there are few, up to some tens when there are many. */
export function planChunks<Item>(items: readonly Item[]): Item[][] {
  const size = Math.min(MAX_CHUNK, Math.max(1, Math.ceil(items.length / JOBS_TO_SHARE)));
  const chunkCount = Math.ceil(items.length / size);
  return Array.from({ length: chunkCount }, (_, index) => items.slice(index * size, (index + 1) * size));
}
