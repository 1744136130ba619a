import { type SendOutcome, discardReason } from '#herald/channel-provider';
import type { BegunAttempt } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { ExpectedDelivery, type Step, type Word, callbacks, keptSignal, messageId } from './callback.order.fixture.js';

const OUTCOMES: readonly SendOutcome['kind'][] = ['accepted', 'unknown', 'retry', 'rejected'];

/** Some seconds, much more on a machine that is busy with other specs. */
const LONG_MS = 120_000;

describe('callbacks, in whatever order', () => {
  let test: TestStore;
  let appId: string;
  let deliveries: TestDeliveries;
  const integrationId = uuidv7();

  beforeAll(async () => {
    test = await openTestStore();
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    deliveries = new TestDeliveries(test.store, appId, { provider: 'fake', integrationId });
  });
  afterAll(() => test.close());

  async function begin(count: number): Promise<BegunAttempt[]> {
    await test.store.postgres.pool.query('truncate deliveries, attempts, events, notifications, callbacks');
    for (let place = 0; place < count; place += 1) await deliveries.accept({ address: `address-${place}` });
    const begun = await deliveries.beginDue();
    expect(begun).toHaveLength(count);
    return begun;
  }

  async function take(step: Step, begun: readonly BegunAttempt[]): Promise<void> {
    if (step.kind === 'parked are tried') {
      await test.store.callbacks.applyParked(60_000);
      return;
    }
    const attempt = begun[step.delivery] as BegunAttempt;
    if (step.kind === 'callback') {
      const signals = step.words.map((word) => keptSignal(step.delivery, word));
      const deliveryId = step.isSigned ? attempt.deliveryId : null;
      const rest = { provider: 'fake', url: '', contentType: null, body: Buffer.from('raw'), inbound: [] };
      await test.store.callbacks.receive({ ...rest, appId, deliveryId, signedBy: [integrationId], signals });
      return;
    }
    const { outcome } = step;
    await deliveries.finish(attempt, {
      outcome,
      stage: outcome === 'unknown' ? 'unknown' : outcome === 'retry' ? 'waiting' : 'settled',
      dueInMs: 3_600_000,
      providerMessageId: outcome === 'accepted' ? messageId(step.delivery) : null,
      event: outcome === 'accepted' ? 'sent' : outcome === 'rejected' ? 'discarded' : null,
      reason: outcome === 'rejected' ? discardReason('request_invalid') : null,
    });
  }

  async function shown(begun: readonly BegunAttempt[]) {
    const { rows } = await test.store.postgres.pool.query<{
      id: string;
      status: number;
      reason: object;
      events: string[];
    }>(
      `select id, status, reason, array(select dedupe from events where delivery_id = deliveries.id order by dedupe) as events
       from deliveries`,
    );
    return begun.map(({ deliveryId }) => {
      const row = rows.find(({ id }) => id === deliveryId);
      return row && { status: row.status, events: row.events, isExplained: row.status !== 2 || row.reason !== null };
    });
  }

  const wanted = (expected: readonly ExpectedDelivery[]) =>
    expected.map(({ status, events }) => ({ status, events: [...events].toSorted(), isExplained: true }));

  function expectedAfter(steps: readonly Step[], count: number): ExpectedDelivery[] {
    const expected = Array.from({ length: count }, () => new ExpectedDelivery());
    for (const step of steps) {
      if (step.kind === 'parked are tried') for (const each of expected) each.tryParked();
      else if (step.kind === 'answer') expected[step.delivery]?.answer(step.outcome);
      else expected[step.delivery]?.tell(step.words, step.isSigned);
    }
    return expected;
  }

  const told = (delivery: number, isSigned: boolean, ...words: [Word['event'], string][]): Step => ({
    kind: 'callback',
    delivery,
    words: words.map(([event, providerStatus]) => ({ event, providerStatus })),
    isSigned,
  });
  const TRIED: Step = { kind: 'parked are tried' };

  it.each<[string, Step[], number, string[]]>([
    ['none at all leave it as it is', [], 0, []],
    [
      'that come one after the other',
      [answer('accepted'), told(0, true, ['delivered', 'delivered']), told(0, true, ['seen', 'read'])],
      4,
      ['delivered:delivered', 'seen:read', 'sent'],
    ],
    [
      'that come backwards',
      [told(0, true, ['seen', 'read']), told(0, true, ['delivered', 'delivered']), answer('accepted')],
      4,
      ['delivered:delivered', 'seen:read', 'sent'],
    ],
    [
      'that come twice',
      [answer('accepted'), told(0, true, ['delivered', 'delivered']), told(0, true, ['delivered', 'delivered'])],
      3,
      ['delivered:delivered', 'sent'],
    ],
    ['with details that are no events', [told(0, true, [null, 'sending'])], 1, ['sent']],
    [
      'of a failure after an arrival',
      [answer('accepted'), told(0, true, ['delivered', 'delivered']), told(0, true, ['discarded', 'undelivered'])],
      3,
      ['delivered:delivered', 'discarded:undelivered', 'sent'],
    ],
    [
      'of a failure before an attempt ends as unknown: the reason stays',
      [told(0, true, ['discarded', 'undelivered']), answer('unknown')],
      2,
      ['discarded:undelivered', 'sent'],
    ],
    [
      'that nobody can place until the answer comes',
      [told(0, false, ['delivered', 'delivered']), TRIED, answer('accepted'), TRIED],
      3,
      ['delivered:delivered', 'sent'],
    ],
    ['that nobody can ever place', [told(0, false, ['delivered', 'delivered']), answer('unknown'), TRIED], 0, []],
  ])('%s', async (_title, steps, status, events) => {
    const begun = await begin(1);
    for (const step of steps) await take(step, begun);
    expect(await shown(begun)).toEqual([{ status, events, isExplained: true }]);
  });

  it(
    'end in the highest status with each event once, between anything that happens to several deliveries',
    async () => {
      const answers = fc.record({
        kind: fc.constant('answer' as const),
        delivery: fc.nat(2),
        outcome: fc.constantFrom(...OUTCOMES),
      });
      const steps = fc.array(
        fc.oneof({ weight: 5, arbitrary: callbacks(3) }, { weight: 2, arbitrary: answers }, fc.constant(TRIED)),
        { minLength: 1, maxLength: 16 },
      );
      await fc.assert(
        fc.asyncProperty(steps, async (given) => {
          const begun = await begin(3);
          for (const step of [...given, TRIED]) await take(step, begun);
          expect(await shown(begun)).toEqual(wanted(expectedAfter([...given, TRIED], 3)));
        }),
        { numRuns: 50 },
      );
    },
    LONG_MS,
  );

  it(
    'end the same in every order, one by one, together, and told again',
    async () => {
      const cases = fc
        .record({
          told: fc.array(callbacks(2), { minLength: 1, maxLength: 8 }),
          outcomes: fc.tuple(fc.constantFrom(...OUTCOMES.slice(0, 2)), fc.constantFrom(...OUTCOMES.slice(0, 2))),
        })
        .chain(({ told: given, outcomes }) => {
          const ends = outcomes.map((outcome, delivery): Step => ({ kind: 'answer', delivery, outcome }));
          const all = [...given, ...given.slice(0, 3), ...ends];
          const anyOrder = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
          return fc.record({ one: anyOrder, other: anyOrder });
        });
      await fc.assert(
        fc.asyncProperty(cases, async ({ one, other }) => {
          const single = await begin(2);
          for (const step of [...one, TRIED]) await take(step, single);
          const first = await shown(single);
          const together = await begin(2);
          await Promise.all(other.map((step) => take(step, together)));
          await take(TRIED, together);
          expect(await shown(together)).toEqual(first);
          expect(first).toEqual(wanted(expectedAfter([...one, TRIED], 2)));
        }),
        { numRuns: 30 },
      );
    },
    LONG_MS,
  );

  it('are all kept, as they came', async () => {
    const begun = await begin(1);
    const steps = [told(0, false, ['seen', 'read']), told(0, true, ['sent', 'sent']), told(0, true, ['sent', 'sent'])];
    for (const step of [...steps, TRIED]) await take(step, begun);
    const { rows } = await test.store.postgres.pool.query('select state, body, delivery_id from callbacks order by id');
    const kept = { state: 'applied', body: Buffer.from('raw'), delivery_id: begun[0]?.deliveryId };
    expect(rows).toEqual([kept, kept, kept]);
  });
});

function answer(outcome: SendOutcome['kind']): Step {
  return { kind: 'answer', delivery: 0, outcome };
}
