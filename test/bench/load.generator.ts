import { Pool } from 'undici';

/** What a load did. */
export interface LoadResult {
  /** 202 answers in a second, from the first request to the last answer. */
  acceptedPerSecond: number;
}

/**
 * Calls notify() so many times, for one recipient each, with so many calls under way at a time.
 *
 * @throws when an answer is not 202
 */
export async function notifyInLoop(
  url: string,
  headers: Readonly<Record<string, string>>,
  count: number,
  concurrency: number,
): Promise<LoadResult> {
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 });
  const body = JSON.stringify({ notification: { message: 'Your order is on its way' }, recipients: ['ada'] });
  let started = 0;
  const callInTurn = async () => {
    while (started < count) {
      started += 1;
      const response = await pool.request({
        path: '/v3/notifications',
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      const text = await response.body.text();
      if (response.statusCode !== 202) throw new Error(`notify() answered ${response.statusCode}: ${text}`);
    }
  };
  const beganAtMs = performance.now();
  await Promise.all(Array.from({ length: concurrency }, callInTurn));
  const acceptedPerSecond = (count * 1000) / (performance.now() - beganAtMs);
  await pool.close();
  return { acceptedPerSecond };
}
