import { type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';
import { BREAKER } from '../engine.limits.js';
import { HELD, IntegrationBreakers } from './integration.breakers.js';
import type { AttemptEnd } from './outcome.settlement.js';

const FAILED: AttemptEnd = { kind: 'unknown', cause: 'server_error', explanation: 'HTTP 500' };
const TAKEN: AttemptEnd = { kind: 'accepted', providerMessageId: 'm' };
const TOO_FAST: AttemptEnd = { kind: 'retry', cause: 'rate_limited', explanation: 'HTTP 429' };

describe('the breaker of an integration', () => {
  let test: TestStore;
  let breakers: IntegrationBreakers;
  let integrationId: string;
  let sent: number;

  beforeAll(async () => {
    test = await openTestStore();
  });
  beforeEach(() => {
    breakers = newProcess();
    integrationId = uuidv7();
    sent = 0;
  });
  afterAll(() => test.close());

  const newProcess = () => new IntegrationBreakers(test.store.breakers, test.store.dueSignal);

  function send(end: AttemptEnd, more: { isProbe?: boolean; isOverridden?: boolean } = {}, by = breakers) {
    return by.execute({ integrationId, isProbe: false, isOverridden: false, ...more }, async () => {
      sent += 1;
      return Promise.resolve(end);
    });
  }

  const health = async () => (await test.store.breakers.healthOf([integrationId])).get(integrationId);

  async function fail(times: number, more: { isOverridden?: boolean } = {}): Promise<void> {
    for (let time = 0; time < times; time += 1) await send(FAILED, more);
  }

  it('opens for everyone after some failures in a row, and this process stops at once', async () => {
    await fail(BREAKER.failures - 1);
    expect(await health()).toBeUndefined();
    await fail(1);
    expect(await health()).toMatchObject({ state: 'open', lastFailure: { cause: 'server_error' } });
    expect(breakers.isOpen(integrationId)).toBe(true);
    expect(await send(TAKEN)).toBe(HELD);
    expect(sent).toBe(BREAKER.failures);
    expect(BREAKER.failures).toBeLessThanOrEqual(10);
  });

  it('does not open by failures between which the vendor answered, be it that it is too fast', async () => {
    for (const answer of [TAKEN, TOO_FAST]) {
      await fail(BREAKER.failures - 1);
      await send(answer);
    }
    await fail(BREAKER.failures - 1);
    expect(await health()).toBeUndefined();
  });

  it('does not open by what requests with settings of their own run into', async () => {
    await fail(BREAKER.failures * 2, { isOverridden: true });
    expect(await health()).toBeUndefined();
    expect(sent).toBe(BREAKER.failures * 2);
  });

  it('leaves other integrations alone', async () => {
    await fail(BREAKER.failures);
    integrationId = uuidv7();
    expect(await send(TAKEN)).toBe(TAKEN);
  });

  it('closes by a try that succeeds in whichever process, and stays open by one that fails', async () => {
    await fail(BREAKER.failures);
    const other = newProcess();
    await test.store.postgres.pool.query(`update breakers set state = 'half_open' where integration_id = $1`, [
      integrationId,
    ]);
    await send(FAILED, { isProbe: true }, other);
    expect(await health()).toMatchObject({ state: 'open' });
    await send(HELD, { isProbe: true }, other);
    expect(await health()).toMatchObject({ state: 'open' });
    await send(TAKEN, { isProbe: true }, other);
    expect(await health()).toMatchObject({ state: 'closed', lastFailure: { cause: 'server_error' } });
    expect(await send(TAKEN, {}, other)).toBe(TAKEN);
  });

  it('counts anew after a try that succeeded', async () => {
    await fail(BREAKER.failures);
    await send(TAKEN, { isProbe: true });
    expect(await send(FAILED)).toBe(FAILED);
    expect(await send(TAKEN)).toBe(TAKEN);
  });

  it('tells of failures with calls under way at the same time once more than enough, and loses no outcome', async () => {
    const ends = await Promise.all(Array.from({ length: 50 }, () => send(FAILED)));
    expect(ends).toEqual(Array.from({ length: 50 }, () => FAILED));
    expect(await health()).toMatchObject({ state: 'open' });
  });
});
