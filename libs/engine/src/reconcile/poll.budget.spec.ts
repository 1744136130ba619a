import { ReconcileLimits } from '../engine.limits.js';
import { ShutdownSignal } from '../shutdown.signal.js';
import { PollBudget } from './poll.budget.js';

/** A question that stays open until it is answered. */
function openQuestion() {
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  return { ask: () => answered, answer };
}

describe('PollBudget', () => {
  const budget = (changes: Partial<ReconcileLimits>, shutdown = new ShutdownSignal()) =>
    new PollBudget(new ReconcileLimits(changes), shutdown);

  it('spaces the questions about one integration, and lets others ask meanwhile', async () => {
    const polite = budget({ lookupsPerSecond: 50, lookupsInFlight: 10 });
    const asked: string[] = [];
    const ask = (integration: string) => polite.ask(integration, async () => asked.push(integration));
    const beganMs = performance.now();
    await Promise.all([ask('a'), ask('a'), ask('a'), ask('a'), ask('b')]);
    // Three waits of 20 ms, each of which Node.js may end up to a millisecond early.
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(57);
    expect(asked).toEqual(['a', 'b', 'a', 'a', 'a']);
  });

  it('keeps so many under way at a time, also when some fail', async () => {
    const polite = budget({ lookupsPerSecond: 1_000_000, lookupsInFlight: 2 });
    let underWay = 0;
    let mostUnderWay = 0;
    const questions = Array.from({ length: 9 }, (_, index) =>
      polite.ask('a', async () => {
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        if (index % 2 === 0) throw new Error('No answer');
      }),
    );
    const results = await Promise.allSettled(questions);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(5);
    expect(mostUnderWay).toBe(2);
  });

  it('lets go of those who wait when the process is to end', async () => {
    const shutdown = new ShutdownSignal();
    const polite = budget({ lookupsPerSecond: 0.01, lookupsInFlight: 1 }, shutdown);
    const first = openQuestion();
    const firstAnswer = polite.ask('a', first.ask);
    const second = polite.ask('a', () => Promise.reject(new Error('It was asked')));
    await shutdown.raise();
    first.answer();
    await firstAnswer;
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  });
});
