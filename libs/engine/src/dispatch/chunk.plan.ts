/**
 * At most so many deliveries in one job. A job costs the queue the same for one delivery as for many, and a worker makes the
 * attempts of a job at the same time; beyond, a job gets no cheaper and a lost one costs more.
 */
const MAX_CHUNK = 100;

/** The deliveries in as few chunks as there may be, all about as long; one job each. */
export function planChunks<Item>(items: readonly Item[]): Item[][] {
  const chunkCount = Math.ceil(items.length / MAX_CHUNK);
  const size = Math.ceil(items.length / chunkCount);
  return Array.from({ length: chunkCount }, (_, index) => items.slice(index * size, (index + 1) * size));
}
