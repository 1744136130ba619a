import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';

interface CancellationAnswer {
  canceled: number;
  underWay: number;
  handedOver: number;
  discarded: number;
  notification: { requestId: string; deliveries: { status: string }[] };
}

interface Feed {
  data: { reason: { code: string } }[];
}

describe('Canceling a notification', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  const cancel = (requestId: string, headers = {}) =>
    stand.herald.call<CancellationAnswer>('POST', `/v3/notifications/${requestId}/cancel`, undefined, headers);
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

  it('discards what is scheduled, says so in the feed, and is the same when repeated', async () => {
    const requestId = await stand.herald.notify({
      notification: { message: 'Later' },
      recipients: [{ identifier: 'jo', phoneNumber: '+12025550101' }, 'nobody'],
      sendAt: inAnHour(),
    });
    for (let time = 0; time < 2; time += 1) {
      const { status, body } = await cancel(requestId);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        canceled: 1,
        underWay: 0,
        handedOver: 0,
        discarded: 1,
        notification: { requestId },
      });
      expect(body.notification.deliveries.map((delivery) => delivery.status)).toEqual(['discarded', 'discarded']);
    }
    await stand.feedShows();
    const { body: feed } = await stand.herald.call<Feed>('GET', `/v3/events?notificationId=${requestId}`);
    expect(feed.data.map(({ reason }) => reason.code).toSorted()).toEqual(['canceled', 'recipient_unknown']);
    expect(await stand.acceptedFor('+12025550101')).toEqual([]);
  });

  it('lets stand what was sent', async () => {
    const requestId = await stand.notifyOne('+12025550102');
    await stand.deliveryAs(requestId, 'seen');
    expect((await cancel(requestId)).body).toMatchObject({ canceled: 0, underWay: 0, handedOver: 1, discarded: 0 });
  });

  it('keeps from being sent again what was being sent and failed', async () => {
    const match = { to: 'whatsapp:+12025550103' };
    await stand.emulator.control('POST', 'faults', { fault: '429', retryAfterSeconds: 30, match });
    const requestId = await stand.notifyOne('+12025550103');
    await stand.deliveryOnce(requestId, ({ attempts: [first] }) => first?.outcome === 'retry');
    expect((await cancel(requestId)).body).toMatchObject({ canceled: 1 });
    expect(await stand.deliveryAs(requestId, 'discarded')).toMatchObject({ reason: { code: 'canceled' } });
    expect(await stand.acceptedFor('+12025550103')).toEqual([]);
  });

  it('is refused for what the app does not have', async () => {
    await makeOtherApp(stand.herald);
    const requestId = await stand.notifyOne('+12025550104', { sendAt: inAnHour() });
    expect((await cancel(requestId, OTHER_APP_HEADERS)).status).toBe(404);
    expect((await cancel('7')).status).toBe(404);
    expect(await stand.deliveryAs(requestId, 'pending')).toMatchObject({ waiting: { stage: 'scheduled' } });
  });
});
