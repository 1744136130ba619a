import { eventually } from '../environment/eventually.js';
import { Stand } from './stand.fixture.js';

/** Faults of the vendor by the number that they strike, with what Herald can know after them. */
const TAKEN = [
  ['+12025550101', 'reset-after-accept', 'reset'],
  ['+12025550102', 'hang-after-accept', 'timeout'],
  ['+12025550103', 'truncated-after-accept', 'reset'],
  ['+12025550104', '5xx-after-accept', 'server_error'],
  ['+12025550105', 'empty-201', 'unreadable_answer'],
  ['+12025550106', 'garbage-201', 'unreadable_answer'],
  ['+12025550107', 'no-sid-201', 'unreadable_answer'],
] as const;
const NOT_TAKEN = [
  ['+12025550111', '500', 'server_error'],
  ['+12025550112', '502-html', 'server_error'],
  ['+12025550113', 'reset-before-accept', 'reset'],
  ['+12025550114', 'hang', 'timeout'],
] as const;
const ALL = [...TAKEN, ...NOT_TAKEN];

const SEND_TIMEOUT_MS = 10_000;
/** Long enough to look at what waits meanwhile. */
const RETRY_AFTER_MS = 3_000;

describe('A message that the vendor does not confirm', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterEach(() => stand.emulator.control('POST', 'callbacks/settings', { paused: false }));
  afterAll(() => stand?.stop());

  it('is held back while nobody can tell whether it was taken, and settled by the callback with its delivery id', async () => {
    const { emulator, herald } = stand;
    await emulator.control('POST', 'callbacks/settings', { paused: true });
    await emulator.control('POST', 'lists/settings', { lagMs: 600_000 });
    const rules = ALL.map(([phoneNumber, fault]) => ({ fault, match: { to: `whatsapp:${phoneNumber}` } }));
    await emulator.control('POST', 'faults', rules);
    const requestId = await herald.notify({
      notification: { message: 'M' },
      recipients: ALL.map(([phoneNumber]) => ({ identifier: phoneNumber, phoneNumber })),
      // With a setting of its own it says nothing about the integration, whose breaker stays closed.
      override: { twilio_whatsapp: { TWILIO_DEFAULT_COUNTRY: 'US' } },
    });
    const held = await herald.notificationOnce(
      requestId,
      ({ deliveries }) => deliveries.every(({ attempts: [attempt] }) => attempt?.outcome === 'unknown'),
      SEND_TIMEOUT_MS + 30_000,
    );
    expect(held.deliveries.map(({ recipient, attempts: [attempt] }) => [recipient, attempt?.cause])).toEqual(
      ALL.map(([phoneNumber, , cause]) => [phoneNumber, cause]),
    );
    for (const delivery of held.deliveries) {
      expect(delivery).toMatchObject({
        status: 'pending',
        reason: null,
        providerMessageId: null,
        waiting: {
          stage: 'unknown',
          since: expect.any(String),
          explanation: 'The vendor may or may not have taken it; it is not sent again before that is known.',
        },
        attempts: [{ number: 1, explanation: expect.stringMatching(/[\w)]\.$/) }],
        events: [],
      });
    }
    await emulator.control('POST', 'callbacks/settings', { paused: false });
    const settled = await herald.notificationOnce(
      requestId,
      ({ deliveries }) => deliveries.filter(({ status }) => status === 'seen').length === TAKEN.length,
    );
    await stand.settled();
    const entries = await emulator.ledger();
    for (const [phoneNumber] of TAKEN) {
      const own = entries.filter(({ to }) => to === `whatsapp:${phoneNumber}`);
      expect(own).toHaveLength(1);
      const delivery = settled.deliveries.find(({ recipient }) => recipient === phoneNumber);
      expect(delivery).toMatchObject({ status: 'seen', waiting: null, providerMessageId: own[0]?.sid });
      expect(delivery?.attempts).toMatchObject([{ number: 1, outcome: 'unknown' }]);
      expect(delivery?.events.map(({ type }) => type)).toEqual(['sent', 'delivered', 'seen']);
    }
    for (const [phoneNumber] of NOT_TAKEN) {
      const delivery = settled.deliveries.find(({ recipient }) => recipient === phoneNumber);
      expect(delivery).toMatchObject({ status: 'pending', waiting: { stage: 'unknown' }, events: [] });
    }
    expect(entries).toHaveLength(TAKEN.length);
    const metrics = (await herald.call<string>('GET', '/metrics')).body;
    expect(metrics).toContain(`herald_backlog_deliveries{stage="unknown"} ${NOT_TAKEN.length}`);
  });

  it('goes out once when the vendor only asked to slow down, after the pause that it asked for', async () => {
    const { emulator, herald } = stand;
    const match = { to: 'whatsapp:+12025550121' };
    await emulator.control('POST', 'faults', { fault: '429', retryAfterSeconds: RETRY_AFTER_MS / 1_000, match });
    const requestId = await stand.notifyOne('+12025550121');
    const waiting = await stand.deliveryOnce(requestId, ({ attempts: [first] }) => first?.outcome === 'retry');
    expect(waiting).toMatchObject({
      status: 'pending',
      waiting: { stage: 'scheduled', explanation: expect.stringContaining('will be repeated') },
      attempts: [{ number: 1, cause: 'rate_limited', providerCode: '20429' }],
    });
    expect(await stand.acceptedFor('+12025550121')).toEqual([]);
    const { attempts } = await stand.deliveryAs(requestId, 'seen');
    expect(attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'retry'],
      [2, 'accepted'],
    ]);
    const [first, second] = attempts.map(({ startedAt }) => new Date(startedAt).getTime());
    expect(second).toBeGreaterThanOrEqual((first ?? Number.NaN) + RETRY_AFTER_MS);
    expect(await stand.acceptedFor('+12025550121')).toHaveLength(1);
    await eventually('The attempt in the metrics', async () => {
      const { body } = await herald.call<string>('GET', '/metrics');
      const line = 'herald_attempts_total{provider="twilio_whatsapp",outcome="retry",cause="rate_limited"} 1';
      return body.includes(line) || undefined;
    });
  });

  it('is not repeated when the vendor says that a quota is spent', async () => {
    const match = { to: 'whatsapp:+12025550122' };
    await stand.emulator.control('POST', 'faults', { fault: '429', code: 63038, match });
    const delivery = await stand.deliveryAs(await stand.notifyOne('+12025550122'), 'discarded');
    expect(delivery).toMatchObject({
      reason: { code: 'quota_exceeded', providerCode: '63038' },
      attempts: [{ number: 1, outcome: 'rejected' }],
    });
    expect(await stand.acceptedFor('+12025550122')).toEqual([]);
  });
});
