import { Child, freePort } from '../environment/child.process.js';
import { Emulator, type LedgerEntry } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { Stand } from './stand.fixture.js';

/** Area codes with a hundred numbers each that are reserved for examples. */
const AREAS = [202, 212, 303, 312, 415] as const;

const numbers = (count: number, firstArea = 0) =>
  Array.from({ length: count }, (_, index) => {
    const area = AREAS[firstArea + Math.floor(index / 100)];
    return `+1${area}55501${String(index % 100).padStart(2, '0')}`;
  });

interface Arrival extends LedgerEntry {
  arrivedMs: number;
}

/** Slots that a machine misses which is busy with other specs are not made up for. */
const WITHIN_MS = 60_000;

/** Long, so that even a busy machine sends what was on its way well before it is over. */
const RETRY_AFTER_MS = 6_000;

describe('The pace of a sender', () => {
  const SENDS = 40;
  let stand: Stand;
  let worker: Child;

  beforeAll(async () => {
    stand = await Stand.start({ TWILIO_SENDS_PER_SECOND: String(SENDS) });
    // A second process that claims and sends: the pace is that of both together.
    worker = Child.start('worker', 'dist/apps/worker/src/main.js', {
      ...stand.herald.variables,
      PORT: String(await freePort()),
    });
  });
  afterAll(async () => {
    await worker?.end();
    await stand?.stop();
  });

  async function arrivals(from: string): Promise<number[]> {
    const entries = (await stand.emulator.ledger()) as Arrival[];
    return entries.filter((entry) => entry.from === `whatsapp:${from}`).map(({ arrivedMs }) => arrivedMs);
  }

  const notifyAll = (recipients: string[], more: object = {}) =>
    stand.herald.notify({
      notification: { message: 'Your order is on its way' },
      recipients: recipients.map((phoneNumber) => ({ identifier: phoneNumber, phoneNumber })),
      ...more,
    });

  it('is kept by several processes together', async () => {
    const count = 4 * SENDS;
    await notifyAll(numbers(count));
    const times = await eventually(
      'All messages',
      async () => {
        const arrived = await arrivals(Emulator.sender);
        return arrived.length >= count ? arrived : undefined;
      },
      WITHIN_MS,
    );
    const most = Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + 1_000).length));
    // What lies between the last look at the clock and the vendor's door is not in Herald's hands, and is long on a busy
    // machine. Each process on its own would send twice as many.
    expect(most).toBeLessThanOrEqual(1.25 * SENDS);
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
    expect(seconds).toBeGreaterThan((0.8 * count) / SENDS);
  });

  it('is slowed by a 429 for this sender alone, who is left in peace for as long as the vendor asks', async () => {
    const { emulator, herald } = stand;
    const from = `whatsapp:${Emulator.otherSender}`;
    await emulator.control('POST', 'faults', {
      fault: '429',
      retryAfterSeconds: RETRY_AFTER_MS / 1_000,
      match: { from },
    });
    const slowed = numbers(30, 2);
    const requestId = await notifyAll(slowed, { override: { twilio_whatsapp: { From: Emulator.otherSender } } });
    await herald.notificationOnce(requestId, ({ deliveries }) =>
      deliveries.some(({ attempts }) => attempts.length > 0),
    );
    const own = await stand.notifyOne('+13125550177');
    await stand.deliveryOnce(own, ({ status }) => status !== 'pending');
    const { body: metrics } = await herald.call<string>('GET', '/metrics');
    expect(metrics).toContain('herald_senders_held 1');

    const done = await herald.notificationOnce(requestId, ({ deliveries }) =>
      deliveries.every(({ status }) => status !== 'pending'),
    );
    expect(done.deliveries.every(({ attempts }) => attempts.at(-1)?.outcome === 'accepted')).toBe(true);
    // Of those that were not on their way already when the vendor said so, none was tried.
    const [limited, ...others] = done.deliveries.filter(({ attempts }) => attempts.length > 1);
    expect(limited?.attempts.map(({ outcome, cause }) => [outcome, cause])).toEqual([
      ['retry', 'rate_limited'],
      ['accepted', null],
    ]);
    expect(others).toEqual([]);
    const times = await arrivals(Emulator.otherSender);
    const longestRestMs = Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
    expect(longestRestMs).toBeGreaterThan(RETRY_AFTER_MS / 2);
  });
});

describe('An integration whose vendor refuses everything', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start({ TWILIO_SENDS_PER_SECOND: '40' });
  });
  afterAll(() => stand?.stop());

  interface Integration {
    id: string;
    health: { state: string; since: string | null; heldUntil: string | null; lastFailure: { cause: string } | null };
  }

  it('is held back after a few failures, shows it, and goes on when it is mended', async () => {
    const { emulator, herald } = stand;
    const [{ token }] = emulator.accounts;
    const { body: list } = await herald.call<{ data: Integration[] }>('GET', '/v3/integrations');
    const path = `/v3/integrations/${list.data[0]?.id}`;
    expect(list.data[0]?.health).toEqual({ state: 'closed', since: null, lastFailure: null, heldUntil: null });
    const health = async () => (await herald.call<Integration>('GET', path)).body.health;

    await herald.call('PATCH', path, { config: { TWILIO_AUTH_TOKEN: 'a token that is wrong' } });
    const recipients = numbers(60).map((phoneNumber) => ({ identifier: phoneNumber, phoneNumber }));
    const requestId = await herald.notify({ notification: { message: 'M' }, recipients });
    const open = await eventually('The breaker', async () => {
      const shown = await health();
      return shown.state === 'open' ? shown : undefined;
    });
    expect(open).toMatchObject({
      lastFailure: { cause: 'credentials_invalid' },
      heldUntil: expect.any(String) as string,
    });
    const { body: metrics } = await herald.call<string>('GET', '/metrics');
    expect(metrics).toContain('herald_breaker_state{provider="twilio_whatsapp",state="open"} 1');

    await herald.call('PATCH', path, { config: { TWILIO_AUTH_TOKEN: token } });
    const done = await herald.notificationOnce(requestId, ({ deliveries }) =>
      deliveries.every(({ status }) => status !== 'pending'),
    );
    expect(await health()).toMatchObject({ state: 'closed', heldUntil: null });
    const lost = done.deliveries.filter(({ status }) => status === 'discarded');
    expect(lost.every(({ reason }) => reason?.code === 'credentials_invalid')).toBe(true);
    expect(lost.length).toBeGreaterThan(0);
    // A busy machine has more of them on their way by the time that the failures are counted.
    expect(lost.length).toBeLessThan(recipients.length / 2);
    expect((await emulator.ledger()).length).toBe(60 - lost.length);
  });
});

describe('A backlog that is full', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start({ TWILIO_SANDBOX: 'true', HERALD_MAX_BACKLOG: '20' });
  });
  afterAll(() => stand?.stop());

  it('refuses further notifications before it accepts them, with the time to wait', async () => {
    const { herald } = stand;
    const body = {
      notification: { message: 'M' },
      recipients: numbers(30).map((phoneNumber) => ({ identifier: phoneNumber, phoneNumber })),
    };
    const accepted = await herald.notify(body);
    const before = await stand.rowCounts();
    const refused = await herald.call('POST', '/v3/notifications', body);
    expect(refused).toMatchObject({ status: 429, body: { type: '/problems/backlog-full', status: 429 } });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await stand.rowCounts()).toMatchObject({
      notifications: before['notifications'],
      deliveries: before['deliveries'],
    });
    expect((await herald.call('GET', `/v3/notifications/${accepted}`)).status).toBe(200);
    expect((await herald.call<string>('GET', '/metrics')).body).toMatch(
      /herald_backlog_deliveries\{stage="due"\} (2\d|30)/,
    );
  });
});
