const ASK_EVERY_MS = 25;
/** Nothing takes so long that works; a machine that is busy with other specs may be slow. */
const WITHIN_MS = 30_000;

/**
 * Asks until the answer is not undefined.
 *
 * @param what is waited for, for the error
 * @param withinMs gives up after this long, with the last error or the last `shown` as the explanation
 */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined> | Answer | undefined,
  withinMs = WITHIN_MS,
): Promise<Answer> {
  const deadlineMs = performance.now() + withinMs;
  let lastError: unknown;
  while (performance.now() < deadlineMs) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new Error(`${what} did not come about within ${withinMs} ms`, { cause: lastError });
}
