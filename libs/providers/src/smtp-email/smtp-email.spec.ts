import { join } from 'node:path';
import { overrideConfig, readOverrides } from '#herald/channel-provider';
import { describeChannelProvider } from '#herald/channel-provider/testing';
import { TEST_CERTIFICATE, localConfig, startMailServer } from './mail-server.fixture.js';
import { SMTP_BEHAVIOURS, converse } from './smtp-conversation.fixture.js';
import { letterOf } from './smtp-email.letter.js';
import type { SmtpConfig } from './smtp-email.manifest.js';
import { SmtpEmailProvider } from './smtp-email.provider.js';
import type { SmtpRequest } from './smtp-email.request.js';

describeChannelProvider('smtp_email', {
  create: () => new SmtpEmailProvider(),
  config: ({ host, port, url }, account, canary) => ({
    SMTP_HOST: host,
    SMTP_PORT: port,
    SMTP_SECURE: url.startsWith('https:'),
    SMTP_REQUIRE_TLS: false,
    SMTP_USERNAME: `orders-${account}@shop.example`,
    SMTP_PASSWORD: `password-${canary}`,
    SMTP_FROM: `Shop ${account} <orders-${account}@shop.example>`,
  }),
  fixtures: join(__dirname, 'fixtures'),
  wire: { kind: 'conversation', serve: (socket, behaviour) => converse(socket, SMTP_BEHAVIOURS[behaviour]) },
  notApplicable: { 'html-502': 'there is no HTTP proxy between a client and its mail server' },
});

const REQUEST: SmtpRequest = {
  from: { name: 'Shop', address: 'orders@shop.example' },
  to: 'ada@example.com',
  subject: 'Order 1042',
  text: 'Your order is on its way.\n.\n..two dots\nGrüße',
};

describe('an e-mail over a real mail server', () => {
  const provider = new SmtpEmailProvider();
  let server: Awaited<ReturnType<typeof startMailServer>>;
  afterEach(async () => {
    await provider.close();
    await server.close();
  });

  const send = (config: SmtpConfig, request = REQUEST) =>
    provider.send(request, { config, deliveryId: '0198-d7', attempt: 1, timeoutMs: 10_000 });
  const credentials = { SMTP_USERNAME: 'orders', SMTP_PASSWORD: 'right' };

  it('arrives whole, encrypted by STARTTLS, with an id made from the delivery', async () => {
    server = await startMailServer();
    const config = localConfig(server.port, { ...credentials, SMTP_REQUIRE_TLS: true, SMTP_CA: TEST_CERTIFICATE.cert });
    expect(await send(config)).toEqual({
      kind: 'accepted',
      providerMessageId: '<0198-d7@shop.example>',
      providerStatus: '250 2.0.0',
    });
    const [message] = server.taken;
    expect(message).toMatchObject({
      from: 'orders@shop.example',
      to: ['ada@example.com'],
      encrypted: true,
      username: 'orders',
    });
    expect(message?.text).toContain('Message-ID: <0198-d7@shop.example>\r\n');
    expect(message?.text).toContain('X-Herald-Delivery: 0198-d7\r\n');
    expect(message?.text).toContain('From: Shop <orders@shop.example>\r\n');
    expect(message?.text).not.toMatch(/^x-mailer/im);
    expect(message?.text).toContain('\r\n.\r\n..two dots\r\nGr=C3=BC=C3=9Fe');
  });

  it('arrives over TLS from the first byte', async () => {
    server = await startMailServer({ secure: true });
    const config = localConfig(server.port, { ...credentials, SMTP_SECURE: true, SMTP_CA: TEST_CERTIFICATE.cert });
    expect(await send(config)).toMatchObject({ kind: 'accepted' });
    expect(server.taken[0]).toMatchObject({ encrypted: true });
  });

  it('keeps blind copies out of the headers', async () => {
    server = await startMailServer({ authOptional: true, hideSTARTTLS: true });
    await send(localConfig(server.port), { ...REQUEST, cc: ['cc@example.com'], bcc: ['blind@example.com'] });
    expect(server.taken[0]?.to).toEqual(['ada@example.com', 'cc@example.com', 'blind@example.com']);
    expect(server.taken[0]?.text).toContain('Cc: cc@example.com');
    expect(server.taken[0]?.text).not.toContain('blind@example.com');
  });

  it('carries html and attachments', async () => {
    server = await startMailServer({ authOptional: true, hideSTARTTLS: true });
    const attachments = [
      { filename: 'bill.txt', content: Buffer.from('42.00').toString('base64'), encoding: 'base64' as const },
    ];
    await send(localConfig(server.port), { ...REQUEST, html: '<b>Hello</b>', attachments });
    expect(server.taken[0]?.text).toContain('<b>Hello</b>');
    expect(server.taken[0]?.text).toContain('filename=bill.txt');
    expect(server.taken[0]?.text).toContain(Buffer.from('42.00').toString('base64'));
  });

  it('does not send, and shows no password, to a server that will not encrypt', async () => {
    server = await startMailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const { SMTP_REQUIRE_TLS: _default, ...config } = localConfig(server.port, credentials);
    expect(await send(config)).toMatchObject({ kind: 'retry', cause: 'tls' });
    expect(server.taken).toEqual([]);
  });

  it('does not trust an unknown certificate after STARTTLS', async () => {
    server = await startMailServer();
    expect(await send(localConfig(server.port, credentials))).toMatchObject({ kind: 'retry', cause: 'tls' });
    expect(server.taken).toEqual([]);
  });

  it('is rejected when the password is wrong', async () => {
    server = await startMailServer({ allowInsecureAuth: true, hideSTARTTLS: true });
    const outcome = await send(localConfig(server.port, { ...credentials, SMTP_PASSWORD: 'wrong' }));
    expect(outcome).toMatchObject({ kind: 'rejected', reason: { code: 'credentials_invalid', providerCode: '535' } });
  });

  describe('check', () => {
    it('finds good credentials usable, and warns that nothing demands encryption', async () => {
      server = await startMailServer({ allowInsecureAuth: true, hideSTARTTLS: true });
      expect(await provider.check(localConfig(server.port, credentials))).toEqual({
        usable: true,
        accountName: 'orders',
        findings: [expect.objectContaining({ severity: 'warning', field: 'SMTP_REQUIRE_TLS' })],
      });
      const encrypted = await startMailServer();
      const config = localConfig(encrypted.port, {
        ...credentials,
        SMTP_REQUIRE_TLS: true,
        SMTP_CA: TEST_CERTIFICATE.cert,
      });
      expect(await provider.check(config)).toEqual({ usable: true, accountName: 'orders', findings: [] });
      await encrypted.close();
    });

    it('says what is wrong with the password, the encryption and the sender', async () => {
      server = await startMailServer({ allowInsecureAuth: true, hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
      const fieldsOf = async (changes: Partial<SmtpConfig>) => {
        const report = await provider.check(localConfig(server.port, { ...credentials, ...changes }));
        expect(report.usable).toBe(false);
        return report.findings.filter(({ severity }) => severity === 'error').map(({ field }) => field);
      };
      expect(await fieldsOf({ SMTP_PASSWORD: 'wrong' })).toEqual(['SMTP_PASSWORD']);
      expect(await fieldsOf({ SMTP_REQUIRE_TLS: true })).toEqual(['SMTP_SECURE']);
      expect(await fieldsOf({ SMTP_FROM: 'orders@shop' })).toEqual(['SMTP_FROM']);
    });
  });
});

describe('an e-mail request', () => {
  const provider = new SmtpEmailProvider();

  it('drops the stored password when a request names another server', () => {
    const stored = localConfig(587, {
      SMTP_USERNAME: 'orders',
      SMTP_PASSWORD: 'right',
      SMTP_CA: TEST_CERTIFICATE.cert,
    });
    const { overrides } = readOverrides({ smtp_email: { SMTP_HOST: 'elsewhere.example' } }, provider.manifest);
    const config = overrideConfig(provider.manifest, stored, overrides);
    expect(Object.keys(config).toSorted()).toEqual(['SMTP_FROM', 'SMTP_HOST', 'SMTP_PORT', 'SMTP_REQUIRE_TLS']);
  });

  it('never reads a file or an address, even if one got past the checks', async () => {
    for (const source of [{ path: __filename }, { href: 'http://127.0.0.1:9/' }]) {
      const request = { ...REQUEST, attachments: [source] } as unknown as SmtpRequest;
      await expect(letterOf(request, 'd-1')).rejects.toThrow(/access/i);
    }
  });
});
