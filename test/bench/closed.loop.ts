/** Runs a task so many times, with so many under way at a time. */
export async function inClosedLoop(
  count: number,
  concurrency: number,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let started = 0;
  const inTurn = async () => {
    while (started < count) await task(started++);
  };
  await Promise.all(Array.from({ length: concurrency }, inTurn));
}
