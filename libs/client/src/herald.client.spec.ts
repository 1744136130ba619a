import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { CLIENT_VERSION } from './client.version.js';
import { Herald } from './herald.client.js';
import { TimeoutError } from './herald.error.js';
import { CREDENTIALS, empty, json, withServer } from './http.fixture.js';
import type { DeliveryStatus, Notification } from './notification.types.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const NOTIFICATION: Notification = {
  notification: { title: 'Order shipped', message: 'It is on its way.', url: 'https://shop.example/orders/7' },
  recipients: ['user-42', { identifier: 'user-43', phoneNumber: '+12025550142', plan: 'gold' }],
  category: 'orders',
  data: { order: 7 },
  tenant: 'acme',
  override: {
    channels: ['whatsapp'],
    channel: { sms: { sender: 'Shop' } },
    twilio_whatsapp: { Body: 'Hi', _config: { TWILIO_FROM_NUMBER: '+15005550006' }, ShortenUrls: true },
    smtp_email: { subject: 'Hi' },
  },
};

function herald(baseUrl: string): Herald {
  return new Herald({ baseUrl, ...CREDENTIALS, retryDelayMs: 1 });
}

function details(...statuses: DeliveryStatus[]) {
  return { requestId: 'n-1', deliveries: statuses.map((status, index) => ({ id: `d-${index}`, status })) };
}

describe('notify', () => {
  it('sends exactly what it is given, with the credentials and a random key', async () => {
    await withServer([json(202, { requestId: 'n-1' })], async ({ url, received }) => {
      await expect(herald(url).notify(NOTIFICATION)).resolves.toEqual({ requestId: 'n-1' });
      const [request] = received;
      expect(request).toMatchObject({ method: 'POST', path: '/v3/notifications' });
      expect(JSON.parse(request?.body ?? '')).toEqual(NOTIFICATION);
      expect(request?.headers).toMatchObject({
        'x-api-key': CREDENTIALS.apiKey,
        'x-api-secret': CREDENTIALS.apiSecret,
        'content-type': 'application/json',
        'user-agent': `herald-client/${CLIENT_VERSION}`,
        'idempotency-key': expect.stringMatching(UUID),
      });
    });
  });

  it('draws a new key for each notification', async () => {
    const accepted = json(202, { requestId: 'n-1' });
    await withServer([accepted, accepted], async ({ url, received }) => {
      const client = herald(url);
      await client.notify(NOTIFICATION);
      await client.notify(NOTIFICATION);
      const [first, second] = received.map(({ headers }) => headers['idempotency-key']);
      expect(first).not.toBe(second);
    });
  });

  it("sends the caller's key and a Date as ISO 8601", async () => {
    const sendAt = new Date(Date.UTC(2030, 0, 2, 3, 4, 5));
    await withServer([json(202, { requestId: 'n-1' })], async ({ url, received }) => {
      const { notification } = NOTIFICATION;
      await herald(url).notify(
        { notification, sendTo: { recipients: ['user-42'] }, sendAt },
        { idempotencyKey: 'order-7-shipped' },
      );
      expect(received[0]?.headers['idempotency-key']).toBe('order-7-shipped');
      expect(JSON.parse(received[0]?.body ?? '')).toEqual({
        notification,
        sendTo: { recipients: ['user-42'] },
        sendAt: '2030-01-02T03:04:05.000Z',
      });
    });
  });

  it('refuses what cannot be sent as meant', async () => {
    await withServer([], async ({ url }) => {
      const client = herald(url);
      await expect(client.notify({ ...NOTIFICATION, sendAt: new Date(Number.NaN) })).rejects.toThrow(RangeError);
      await expect(client.notify(NOTIFICATION, { idempotencyKey: '' })).rejects.toThrow('idempotencyKey is missing');
      await expect(client.notify(NOTIFICATION, { idempotencyKey: 'a\r\nb' })).rejects.toThrow(TypeError);
      await expect(client.notify(NOTIFICATION, { timeoutMs: 0 })).rejects.toThrow('timeoutMs must be');
    });
  });
});

describe('calls', () => {
  const user = { identifier: 'a/b?', phoneNumber: '+12025550142' };
  const integration = { id: 'i-1', provider: 'twilio_whatsapp', config: {} };
  const page = { data: [], next: 'c-1' };
  const report = { usable: true, findings: [] };

  it.each([
    ['PUT /v3/users/a%2Fb%3F', user, (client: Herald) => client.users.upsert('a/b?', { phoneNumber: '+12025550142' })],
    ['POST /v3/users', user, (client: Herald) => client.users.create(user)],
    ['GET /v3/users/a%2Fb%3F', user, (client: Herald) => client.users.get('a/b?')],
    ['GET /v3/notifications/n-1', details('sent'), (client: Herald) => client.notifications.get('n-1')],
    ['GET /v3/providers', page, (client: Herald) => client.providers.list()],
    [
      'GET /v3/events?after=c-0&limit=10&type=seen&notificationId=n-1',
      page,
      (client: Herald) => client.events.list({ after: 'c-0', limit: 10, type: 'seen', notificationId: 'n-1' }),
    ],
    ['GET /v3/events', page, (client: Herald) => client.events.list()],
    ['GET /v3/integrations', page, (client: Herald) => client.integrations.list()],
    ['GET /v3/integrations/i-1', integration, (client: Herald) => client.integrations.get('i-1')],
    [
      'PATCH /v3/integrations/i-1',
      integration,
      (client: Herald) => client.integrations.update('i-1', { enabled: false }),
    ],
    ['POST /v3/integrations/i-1/verify', report, (client: Herald) => client.integrations.verify('i-1')],
    [
      'POST /v3/integrations/i-1/test',
      { requestId: 'n-2' },
      (client: Herald) => client.integrations.test('i-1', { recipient: user, message: 'Hello' }),
    ],
  ])('%s gives what was answered', async (call, answer, make) => {
    await withServer([json(200, answer)], async ({ url, received }) => {
      await expect(make(herald(url))).resolves.toEqual(answer);
      expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([call]);
    });
  });

  it('that give nothing take an empty answer', async () => {
    await withServer([empty(204), empty(204)], async ({ url, received }) => {
      const client = herald(url);
      await expect(client.users.delete('user-42')).resolves.toBeUndefined();
      await expect(client.integrations.delete('i-1')).resolves.toBeUndefined();
      expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
        'DELETE /v3/users/user-42',
        'DELETE /v3/integrations/i-1',
      ]);
    });
  });

  it.each(['', '.', '..', '\ud800'])('never let the identifier %p make another path', async (identifier) => {
    await withServer([], async ({ url }) => {
      await expect(herald(url).users.delete(identifier)).rejects.toThrow(TypeError);
    });
  });
});

describe('notifications.waitFor', () => {
  it('looks until every delivery has come as far as asked or is discarded', async () => {
    const script = [details('pending', 'pending'), details('delivered', 'sent'), details('seen', 'discarded')];
    await withServer(
      script.map((answer) => json(200, answer)),
      async ({ url, received }) => {
        const settled = await herald(url).notifications.waitFor('n-1', { pollMs: 1 });
        expect(settled).toEqual(script[2]);
        expect(received).toHaveLength(3);
      },
    );
  });

  it('gives up in time', async () => {
    await withServer([json(200, details('sent'))], async ({ url }) => {
      const waiting = herald(url).notifications.waitFor('n-1', { timeoutMs: 1_000, pollMs: 5_000 });
      await expect(waiting).rejects.toThrow(TimeoutError);
    });
  });
});

describe('the client', () => {
  it('shows the secret nowhere', () => {
    const client = herald('https://herald.example.com');
    for (const shown of [inspect(client, { depth: null, showHidden: true }), JSON.stringify(client)]) {
      expect(shown).not.toContain(CREDENTIALS.apiSecret);
    }
  });

  it('names every fault of its options, without their values', () => {
    const options = { baseUrl: 'ftp://pa55@x', apiKey: '', apiSecret: 'canary\n', timeoutMs: 0, retries: -1 };
    const construct = () => new Herald(options);
    for (const name of ['baseUrl', 'apiKey', 'apiSecret', 'timeoutMs', 'retries']) expect(construct).toThrow(name);
    expect(construct).not.toThrow(/canary|pa55/);
  });

  it.each(['herald.example.com', '/v3', 'https://user:pw@herald.example.com', 'https://herald.example.com/?a=1'])(
    'refuses %s as baseUrl',
    (baseUrl) => {
      expect(() => herald(baseUrl)).toThrow(/baseUrl/);
    },
  );

  it('tells the version of its package', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
    expect(manifest).toMatchObject({ version: CLIENT_VERSION });
  });
});
