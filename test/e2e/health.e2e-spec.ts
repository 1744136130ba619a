import { eventually } from '../environment/eventually.js';
import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';
import { callbackUrlOf, postForm, statusForm } from './twilio-callback.fixture.js';

interface HealthAnswer {
  checkedAt: string;
  integrations: Record<string, unknown>[];
}

describe('The health of an app', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  const health = async (headers = {}) =>
    (await stand.herald.call<HealthAnswer>('GET', '/v3/health', undefined, headers)).body;

  it('shows what each integration has to do, how fast it sends, and whether its vendor calls', async () => {
    expect((await health()).integrations).toMatchObject([
      {
        provider: 'twilio_whatsapp',
        channel: 'whatsapp',
        enabled: true,
        breaker: { state: 'closed' },
        backlog: { due: 0, scheduled: 0, claimed: 0, unknown: 0, oldestDueAt: null, isWhole: true },
        rate: { allowedPerSecond: 80, sentPerSecond: 0, heldUntil: null },
        callbacks: { lastReceivedAt: null, refused: 0, lastRefusedAt: null },
      },
    ]);
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    await stand.notifyOne('+12025550101', { sendAt });
    await stand.deliveryAs(await stand.notifyOne('+12025550102'), 'seen');
    const [entry] = await stand.acceptedFor('+12025550102');
    if (entry === undefined) throw new Error('Nothing was sent');
    expect((await postForm(callbackUrlOf(entry), statusForm(entry, 'read'), 'forged')).status).toBe(403);
    const [integration] = await eventually('The refused callback', async () => {
      const { integrations } = await health();
      const { callbacks } = (integrations[0] ?? {}) as { callbacks?: { refused: number } };
      return callbacks?.refused === 1 ? integrations : undefined;
    });
    expect(integration).toMatchObject({
      backlog: { due: 0, scheduled: 1, claimed: 0, unknown: 0 },
      callbacks: { lastReceivedAt: expect.any(String), refused: 1, lastRefusedAt: expect.any(String) },
    });
    expect((integration as { rate: { sentPerSecond: number } }).rate.sentPerSecond).toBeCloseTo(1 / 60, 2);
  });

  it('is the app’s own', async () => {
    await makeOtherApp(stand.herald);
    expect((await health(OTHER_APP_HEADERS)).integrations).toEqual([]);
  });
});
