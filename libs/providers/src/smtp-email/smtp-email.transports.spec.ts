import { once } from 'node:events';
import { localConfig, startScriptedServer } from './mail-server.fixture.js';
import { SmtpEmailProvider } from './smtp-email.provider.js';
import type { SmtpRequest } from './smtp-email.request.js';

const REQUEST: SmtpRequest = {
  from: { address: 'orders@shop.example' },
  to: 'ada@example.com',
  subject: 'Order 1042',
  text: 'On its way',
};

describe('connections to mail servers', () => {
  const provider = new SmtpEmailProvider();
  let server: Awaited<ReturnType<typeof startScriptedServer>>;
  beforeEach(async () => {
    server = await startScriptedServer({ message: '250 2.0.0 Ok' });
  });
  afterEach(async () => {
    await provider.close();
    await server.close();
  });

  const send = (username: string, password = 'right') =>
    provider.send(REQUEST, {
      config: localConfig(server.port, { SMTP_USERNAME: username, SMTP_PASSWORD: password }),
      deliveryId: 'd-1',
      attempt: 1,
      timeoutMs: 10_000,
    });

  it('are kept for the next message of the same configuration', async () => {
    for (let count = 0; count < 5; count += 1) expect(await send('orders')).toMatchObject({ kind: 'accepted' });
    expect(server.connections()).toBe(1);
  });

  it('are not shared between configurations that differ in the password alone', async () => {
    await send('orders', 'one');
    await send('orders', 'two');
    expect(server.connections()).toBe(2);
  });

  it('are made anew when the server has hung up in between', async () => {
    await send('orders');
    await Promise.all([...server.sockets].map((socket) => once(socket.destroy(), 'close')));
    expect(await send('orders')).toMatchObject({ kind: 'accepted' });
  });

  it('are closed for the configuration that was used longest ago, beyond 50', async () => {
    for (let count = 0; count < 60; count += 1) await send(`user-${count}`);
    expect(server.connections()).toBe(60);
    const left = () => server.sockets.size;
    while (left() > 50) await once([...server.sockets][0]!, 'close', { signal: AbortSignal.timeout(5_000) });
    expect(left()).toBe(50);
    await send('user-59');
    expect(server.connections()).toBe(60);
  });
});
