import type { SendOutcome } from '#herald/channel-provider';
import { localConfig, startScriptedServer } from './mail-server.fixture.js';
import type { SmtpScript } from './smtp-conversation.fixture.js';
import { SmtpEmailProvider } from './smtp-email.provider.js';
import type { SmtpRequest } from './smtp-email.request.js';

const REQUEST: SmtpRequest = {
  from: { address: 'orders@shop.example' },
  to: 'ada@example.com',
  subject: 'Order 1042',
  text: 'On its way',
};
const OK = '250 2.0.0 Ok';

async function outcomeOf(
  script: Parameters<typeof startScriptedServer>[0],
  { request = REQUEST, timeoutMs = 10_000 } = {},
): Promise<{ outcome: SendOutcome; connections: number }> {
  const server = await startScriptedServer(script);
  const provider = new SmtpEmailProvider();
  try {
    const config = localConfig(server.port, { SMTP_USERNAME: 'orders', SMTP_PASSWORD: 'right' });
    const outcome = await provider.send(request, { config, deliveryId: 'd-1', attempt: 1, timeoutMs });
    return { outcome, connections: server.connections() };
  } finally {
    await provider.close();
    await server.close();
  }
}

describe('a refusal of the mail server', () => {
  const rejected: [reply: Partial<SmtpScript>, code: string, providerCode: string][] = [
    [{ rcptTo: '550 5.1.1 No such user' }, 'recipient_address_invalid', '550 5.1.1'],
    [{ rcptTo: '550-5.1.1 The account does\r\n550 5.1.1 not exist' }, 'recipient_address_invalid', '550 5.1.1'],
    [{ rcptTo: '550 5.2.1 Mailbox disabled' }, 'recipient_unreachable', '550 5.2.1'],
    [{ rcptTo: '552 5.2.2 Mailbox full' }, 'recipient_unreachable', '552 5.2.2'],
    [{ rcptTo: '550 5.7.1 Relaying denied' }, 'recipient_not_allowed', '550 5.7.1'],
    [{ rcptTo: '550 No such user' }, 'recipient_not_allowed', '550'],
    [{ rcptTo: '551 User not local' }, 'recipient_address_invalid', '551'],
    [{ rcptTo: '556 5.1.10 No mail for this domain' }, 'recipient_address_invalid', '556 5.1.10'],
    [{ mailFrom: '550 5.1.8 Sender domain not found' }, 'sender_invalid', '550 5.1.8'],
    [{ mailFrom: '553 5.7.1 Not owned by user' }, 'sender_invalid', '553 5.7.1'],
    [{ mailFrom: '530 5.7.0 Authentication required' }, 'credentials_invalid', '530 5.7.0'],
    [{ mailFrom: '550 5.7.13 Account disabled' }, 'account_suspended', '550 5.7.13'],
    [{ message: '550 5.7.1 Message refused as spam' }, 'content_filtered', '550 5.7.1'],
    [{ message: '550 5.7.26 Fails DMARC' }, 'sender_invalid', '550 5.7.26'],
    [{ message: '552 5.3.4 Message too big' }, 'content_invalid', '552 5.3.4'],
    [{ message: '554 Transaction failed' }, 'content_filtered', '554'],
    [{ message: '554 5.4.4 Unable to route' }, 'carrier_failure', '554 5.4.4'],
    [{ message: '554 5.6.0 Bad content' }, 'content_invalid', '554 5.6.0'],
    [{ message: '501 Syntax' }, 'provider_failure', '501'],
    [{ auth: '535 5.7.8 Bad credentials' }, 'credentials_invalid', '535 5.7.8'],
    [{ auth: '534 5.7.9 Application password required' }, 'credentials_invalid', '534 5.7.9'],
    [{ greeting: '554 5.7.1 Blocked' }, 'provider_failure', '554 5.7.1'],
  ];
  it.each(rejected)('%j is rejected as %s', async (reply, code, providerCode) => {
    const { outcome } = await outcomeOf({ message: OK, ...reply });
    expect(outcome).toMatchObject({ kind: 'rejected', reason: { code, providerCode } });
    expect(JSON.stringify(outcome)).not.toMatch(/ada@|No such user|Bad credentials/);
  });

  const temporary: [reply: Partial<SmtpScript>, cause: string, providerCode: string | undefined][] = [
    [{ greeting: '421 4.3.2 Shutting down' }, 'busy', '421 4.3.2'],
    [{ auth: '454 4.7.0 Temporary authentication failure' }, 'busy', '454 4.7.0'],
    [{ mailFrom: '452 4.3.1 Out of storage' }, 'busy', '452 4.3.1'],
    [{ rcptTo: '450 4.2.1 Busy mailbox' }, 'busy', '450 4.2.1'],
    [{ rcptTo: '451 4.7.1 Greylisted' }, 'busy', '451 4.7.1'],
    [{ data: '451 Try later' }, 'busy', '451'],
    [{ message: '421 4.3.0 Closing' }, 'busy', '421 4.3.0'],
    [{ message: '450 4.7.28 Mail flood' }, 'rate_limited', '450 4.7.28'],
    [{ mailFrom: '503 5.5.1 Bad sequence' }, 'busy', '503 5.5.1'],
  ];
  it.each(temporary)('%j is retried as %s', async (reply, cause, providerCode) => {
    const { outcome } = await outcomeOf({ message: OK, ...reply });
    expect(outcome).toMatchObject({ kind: 'retry', cause, providerCode });
  });
});

describe('a conversation that breaks', () => {
  const unsent: [where: string, script: Parameters<typeof startScriptedServer>[0]][] = [
    ['before the greeting', (socket) => void socket.end()],
    ['with a reset instead of the greeting', (socket) => void socket.resetAndDestroy()],
    ['with nonsense instead of the greeting', { greeting: 'hello there', message: OK }],
    ['after EHLO', { ehlo: '', message: OK }],
    ['after AUTH', { auth: '', message: OK }],
    ['after MAIL FROM', { mailFrom: '', message: OK }],
    ['after RCPT TO', { rcptTo: '', message: OK }],
    ['after RCPT TO, with nonsense', { rcptTo: 'banana', message: OK }],
    ['after DATA', { data: '', message: OK }],
  ];
  it.each(unsent)('%s is proven not sent', async (_where, script) => {
    const { outcome, connections } = await outcomeOf(script);
    expect(outcome).toMatchObject({ kind: 'retry', cause: 'connect' });
    expect(connections).toBeLessThanOrEqual(2);
  });

  const silent: [where: string, script: Parameters<typeof startScriptedServer>[0]][] = [
    ['instead of greeting', () => undefined],
    ['after RCPT TO', { rcptTo: '250-wait', message: OK }],
    ['after DATA', { data: '354-wait', message: OK }],
  ];
  it.each(silent)('by silence %s is proven not sent', async (_where, script) => {
    const { outcome } = await outcomeOf(script, { timeoutMs: 250 });
    expect(outcome).toMatchObject({ kind: 'retry', cause: 'connect' });
  });

  it('after the message is unknown', async () => {
    expect((await outcomeOf({ message: (socket) => void socket.resetAndDestroy() })).outcome).toMatchObject({
      kind: 'unknown',
      cause: 'reset',
    });
    expect((await outcomeOf({ message: () => undefined }, { timeoutMs: 250 })).outcome).toMatchObject({
      kind: 'unknown',
      cause: 'timeout',
    });
  });
});

describe('a message with copies', () => {
  const request = { ...REQUEST, cc: ['cc@example.com'] };
  const refusing = (address: string, reply: string): SmtpScript => ({
    rcptTo: (given) => (given === address ? reply : '250 2.1.5 Ok'),
    message: OK,
  });

  it('is accepted when only a copy is refused', async () => {
    const { outcome } = await outcomeOf(refusing('cc@example.com', '550 5.1.1 No such user'), { request });
    expect(outcome).toMatchObject({ kind: 'accepted' });
  });

  it('is rejected when the recipient is refused', async () => {
    const { outcome } = await outcomeOf(refusing('ada@example.com', '550 5.1.1 No such user'), { request });
    expect(outcome).toMatchObject({
      kind: 'rejected',
      reason: { code: 'recipient_address_invalid', providerCode: '550 5.1.1' },
    });
  });

  it('is not sent again when the recipient is put off, for the copies are on their way', async () => {
    const { outcome } = await outcomeOf(refusing('ada@example.com', '451 4.7.1 Greylisted'), { request });
    expect(outcome).toMatchObject({ kind: 'rejected', reason: { code: 'recipient_unreachable' } });
  });
});
