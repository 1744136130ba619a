import type { SendOutcome } from '#herald/channel-provider';
import fc from 'fast-check';
import { type ClaimModel, MAX_DEATHS, OUTCOMES } from './claim.model.fixture.js';
import type { ClaimStand } from './claim.stand.fixture.js';

const LEASE_MS = 60_000;
const MARGIN_MS = 12_000;
const POISON = { code: 'poison', explanation: 'e', nextStep: 'n' } as const;

type Command = fc.AsyncCommand<ClaimModel, ClaimStand>;

/** Everything that can happen to deliveries between waiting and settled, in any order. */
export function claimCommands(): fc.Arbitrary<Command>[] {
  const which = fc.nat(9);
  const place = fc.constantFrom<0 | 1>(0, 1);
  const outcome = fc.constantFrom<SendOutcome['kind']>('accepted', 'rejected', 'retry', 'unknown');
  return [
    fc.tuple(fc.integer({ min: 1, max: 4 }), place, place).map((given) => accept(...given)),
    fc
      .tuple(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.option(fc.nat(4), { nil: undefined, freq: 4 }),
      )
      .map((given) => claim(...given)),
    fc.tuple(which, fc.integer({ min: 1, max: 3 })).map((given) => begin(...given)),
    fc.tuple(which, outcome, fc.boolean()).map((given) => finish(...given)),
    which.map(endLease),
    fc.constant(sweep()),
    fc.tuple(place, fc.boolean()).map((given) => hold(...given)),
    fc.constant(timePasses()),
    fc.constant(takeUnknown()),
    which.map(resend),
    which.map(report),
  ];
}

/** Claims again and again, as if everything that lasts were over by now, until nothing waits. */
export async function drain(model: ClaimModel, stand: ClaimStand): Promise<void> {
  for (const integration of model.held) await hold(integration, false).run(model, stand);
  for (let round = 0; round < 40 && model.all.some(({ stage }) => stage !== 'settled'); round += 1) {
    await timePasses().run(model, stand);
    await takeUnknown().run(model, stand);
    for (let place = 0; place < stand.taken.length; place += 1) await resend(place).run(model, stand);
    stand.taken = [];
    await claim(1, 100, undefined).run(model, stand);
    for (const [place, { id, fence }] of model.claims.toReversed().entries()) {
      if (model.of(id).fence !== fence || model.of(id).stage !== 'claimed') continue;
      await begin(place, 1).run(model, stand);
      const begun = model.begun.toReversed().findIndex((each) => each.id === id && each.fence === fence);
      if (begun >= 0) await finish(begun, 'accepted', true).run(model, stand);
    }
    await sweep().run(model, stand);
  }
}

const command = (
  name: string,
  run: (model: ClaimModel, stand: ClaimStand) => Promise<void>,
  check: (model: ClaimModel) => boolean = () => true,
): Command => ({
  check,
  run: async (model, stand) => {
    await run(model, stand);
    await expectSame(model, stand);
  },
  toString: () => name,
});

const accept = (count: number, address: 0 | 1, integration: 0 | 1): Command =>
  command(`accept ${count} to address ${address} through ${integration}`, async (model, { deliveries }) => {
    const route = deliveries[integration];
    for (let place = 0; place < count; place += 1) {
      const delivery = await route.only(await route.accept({ address: `address-${address}` }));
      model.accept(delivery.id, address, integration);
    }
  });

const claim = (takers: number, atMost: number, room: number | undefined): Command =>
  command(`${takers} claim up to ${atMost}, room ${room ?? 'enough'}`, async (model, { store }) => {
    const claimable = new Map(model.claimable().map((delivery) => [delivery.id, delivery]));
    const claimed = model.all.filter(({ stage }) => stage === 'claimed').length;
    const maxClaimed = room === undefined ? 1_000 : claimed + room;
    const bounds = { atMost, maxClaimed, leaseMs: LEASE_MS };
    const rounds = await Promise.all(Array.from({ length: takers }, () => store.claims.claimDue(bounds)));
    for (const { deliveries } of rounds) expect(deliveries.length).toBeLessThanOrEqual(atMost);
    const got = rounds.flatMap(({ deliveries }) => deliveries);
    for (const each of got) {
      expect(each.fence).toBe((claimable.get(each.id)?.fence ?? Number.NaN) + 1);
      claimable.delete(each.id);
      model.claim(each);
    }
    expect(got.length).toBeLessThanOrEqual(room ?? Infinity);
    if (room === undefined) expect(got.length > 0 || claimable.size === 0).toBe(true);
  });

const begin = (which: number, times: number): Command =>
  command(
    `begin the attempt of claim ${which}, ${times} times at once`,
    async (model, { workers }) => {
      const claimed = pick(model.claims, which);
      const tries = Array.from({ length: times }, (_, place) => pick(workers, place).begin(claimed, MARGIN_MS));
      const begun = (await Promise.all(tries)).filter((attempt) => attempt !== undefined);
      const isBegun = model.begin(claimed);
      expect(begun.map(({ deliveryId, fence }) => [deliveryId, fence])).toEqual(
        isBegun ? [[claimed.id, claimed.fence]] : [],
      );
      for (const { leaseMs, number } of begun) {
        expect(leaseMs).toBeGreaterThan(MARGIN_MS);
        expect(number).toBeGreaterThan(0);
      }
    },
    (model) => model.claims.length > 0,
  );

const finish = (which: number, outcome: keyof typeof OUTCOMES, isDueAtOnce: boolean): Command =>
  command(
    `finish attempt ${which} as ${outcome}, due ${isDueAtOnce ? 'at once' : 'later'}`,
    async (model, { store }) => {
      const { id, fence } = pick(model.begun, which);
      const { stage, event } = OUTCOMES[outcome];
      await store.attempts.finish({
        deliveryId: id,
        fence,
        outcome,
        detail: {},
        stage,
        dueInMs: isDueAtOnce || outcome === 'unknown' ? 0 : 3_600_000,
        providerMessageId: outcome === 'accepted' ? `SM-${id}-${fence}` : null,
        event,
        reason: event === 'discarded' ? POISON : null,
      });
      model.finish({ id, fence }, outcome, isDueAtOnce || outcome === 'unknown');
    },
    (model) => model.begun.length > 0,
  );

const endLease = (which: number): Command =>
  command(
    `the lease of claim ${which} ends`,
    async (model, { store }) => {
      const { id, fence } = pick(model.claims, which);
      const delivery = model.of(id);
      if (delivery.stage === 'claimed' && delivery.fence === fence) delivery.isLeaseOver = true;
      await store.postgres.pool.query(
        `update deliveries set lease_until = now() - interval '1 ms' where id = $1 and fence = $2 and stage = 'claimed'`,
        [id, fence],
      );
    },
    (model) => model.claims.length > 0,
  );

const sweep = (): Command =>
  command('sweep', async (model, { store }) => {
    const { waiting, unknown, poisoned } = model.sweep();
    const counts = await store.claims.reclaimExpired({ firstLookMs: 0, maxDeaths: MAX_DEATHS, poison: POISON });
    expect({ ...counts, poisoned: counts.poisoned.toSorted() }).toEqual({
      waiting: waiting.length,
      unknown: unknown.length,
      poisoned: poisoned.toSorted(),
    });
  });

const hold = (integration: 0 | 1, isHeld: boolean): Command =>
  command(`${isHeld ? 'hold' : 'release'} the sender of ${integration}`, async (model, { store, integrations }) => {
    const { rows } = await store.postgres.pool.query<{ id: string }>(
      `select id from senders where key = 'integration:' || $1::text`,
      [integrations[integration]],
    );
    const [sender] = rows;
    if (sender === undefined) return;
    if (isHeld) {
      await store.senders.hold(sender.id, 3_600_000);
      model.held.add(integration);
    } else {
      await store.postgres.pool.query(`update senders set held_until = '-infinity' where id = $1`, [sender.id]);
      model.held.delete(integration);
    }
  });

const timePasses = (): Command =>
  command('what was put off becomes due', async (model, { store }) => {
    await store.postgres.pool.query(`update deliveries set due_at = now() where stage = 'waiting'`);
    for (const delivery of model.all) if (delivery.stage === 'waiting') delivery.isDue = true;
  });

const takeUnknown = (): Command =>
  command('take unknown outcomes', async (model, stand) => {
    const taken = await stand.store.unknown.takeDue(1_000, 0);
    const expected = model.all.filter(({ stage }) => stage === 'unknown');
    expect(taken.map(identity).toSorted()).toEqual(
      expected.map(({ id, fence }) => identity({ deliveryId: id, fence })).toSorted(),
    );
    stand.taken.push(...taken);
  });

const resend = (which: number): Command =>
  command(`send again what was taken at ${which}`, async (model, { store, taken }) => {
    if (taken.length === 0) return;
    const unknown = pick(taken, which);
    const isResent = model.resend({ id: unknown.deliveryId, fence: unknown.fence });
    expect(await store.unknown.resend(unknown, 0, 0)).toBe(isResent);
  });

const report = (which: number): Command =>
  command(
    `a callback of delivery ${which}`,
    async (model, { store, appId }) => {
      const { id } = pick(model.all, which);
      const signal = {
        providerMessageId: `SM-callback-${id}`,
        providerStatus: 'delivered',
        event: 'delivered',
        reason: null,
        occurredAt: null,
      } as const;
      await store.callbacks.apply([{ ...signal, deliveryId: id, appId, provider: 'fake' }]);
      model.report(id);
    },
    // Most deliveries have to go on, else there is nothing left to claim.
    (model) => which % 4 === 0 && model.all.length > 0,
  );

/** The tables say what the model says. */
async function expectSame(model: ClaimModel, { store }: ClaimStand): Promise<void> {
  const { rows } = await store.postgres.pool.query(`
    select id, stage, status, fence, deaths,
      (select coalesce(jsonb_agg(jsonb_build_array(attempts.fence, outcome) order by attempts.fence), '[]')
        from attempts where delivery_id = deliveries.id) as attempts
    from deliveries order by id`);
  const expected = model.all
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, stage, status, fence, deaths, attempts }) => ({
      id,
      stage,
      status,
      fence,
      deaths,
      attempts: [...attempts].toSorted(([one], [other]) => one - other),
    }));
  expect(rows).toEqual(expected);
}

/** Counted from the newest: most of what is old is settled. */
const pick = <Item>(items: readonly Item[], which: number): Item => items.at(-1 - (which % items.length)) as Item;

const identity = ({ deliveryId, fence }: { deliveryId: string; fence: number }): string => `${deliveryId} ${fence}`;
