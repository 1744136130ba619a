import { Stand } from './stand.fixture.js';

interface Accepted {
  requestId: string;
}

describe('An Idempotency-Key', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  function notify(key: string, phoneNumber: string, more: object = {}) {
    const recipient = { identifier: `user-${phoneNumber}`, phoneNumber, ...more };
    const body = { notification: { message: 'M' }, recipients: [recipient] };
    return stand.herald.call<Accepted>('POST', '/v3/notifications', body, { 'idempotency-key': key });
  }

  it('makes a repeat harmless: one notification, one message, the same answer', async () => {
    const first = await notify('order-7', '+12025550101');
    expect(first.status).toBe(202);
    expect(first.headers.has('idempotency-replayed')).toBe(false);
    await stand.deliveryAs(first.body.requestId, 'seen');
    const rows = await stand.rowCounts();
    for (let count = 0; count < 3; count += 1) {
      const repeat = await notify('order-7', '+12025550101');
      expect(repeat).toMatchObject({ status: 202, body: first.body });
      expect(repeat.headers.get('idempotency-replayed')).toBe('true');
    }
    await stand.settled();
    expect(await stand.rowCounts()).toEqual(rows);
    expect(await stand.acceptedFor('+12025550101')).toHaveLength(1);
  });

  it('of another request is refused, and nothing of that request is kept', async () => {
    const first = await notify('order-8', '+12025550102');
    await stand.deliveryAs(first.body.requestId, 'seen');
    const rows = await stand.rowCounts();
    const other = await notify('order-8', '+12025550103');
    expect(other).toMatchObject({ status: 422, body: { type: '/problems/idempotency-conflict' } });
    const changed = await notify('order-8', '+12025550102', { plan: 'gold' });
    expect(changed.status).toBe(422);
    expect(await stand.rowCounts()).toEqual(rows);
    expect((await stand.herald.call('GET', '/v3/users/user-+12025550103')).status).toBe(404);
    expect((await stand.herald.call('GET', '/v3/users/user-+12025550102')).body).not.toHaveProperty('plan');
  });

  it('repeated later does not bring back a profile that was changed since', async () => {
    const first = await notify('order-9', '+12025550104', { plan: 'gold' });
    await stand.deliveryAs(first.body.requestId, 'seen');
    await stand.herald.call('PUT', '/v3/users/user-+12025550104', { plan: 'silver' });
    const repeat = await notify('order-9', '+12025550104', { plan: 'gold' });
    expect(repeat.body).toEqual(first.body);
    expect((await stand.herald.call('GET', '/v3/users/user-+12025550104')).body).toMatchObject({ plan: 'silver' });
  });

  it('of twenty calls at the same time makes one notification', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => notify('order-10', '+12025550105')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    const ids = new Set(answers.map(({ body }) => body.requestId));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
    await stand.deliveryAs([...ids][0] ?? '', 'seen');
    await stand.settled();
    expect(await stand.acceptedFor('+12025550105')).toHaveLength(1);
  });

  it('of twenty different calls at the same time lets one of them win', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => `+120255501${String(10 + index)}`);
    const answers = await Promise.all(numbers.map((number) => notify('order-11', number)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 422)).toHaveLength(19);
    const winner = numbers[statuses.indexOf(202)] ?? '';
    const { recipient } = await stand.deliveryAs(answers[statuses.indexOf(202)]?.body.requestId ?? '', 'seen');
    expect(recipient).toBe(`user-${winner}`);
    for (const number of numbers) {
      const { status } = await stand.herald.call('GET', `/v3/users/user-${number}`);
      expect([number, status]).toEqual([number, number === winner ? 200 : 404]);
    }
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(256)])('of the form %j is refused', async (key) => {
    const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') };
    const body = { notification: { message: 'M' }, recipients: ['jo'] };
    const answer = await stand.herald.call('POST', '/v3/notifications', body, headers);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'Idempotency-Key' }] } });
  });
});
