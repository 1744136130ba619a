import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerEntry } from '../environment/emulator.process.js';
import { Stand } from './stand.fixture.js';
import { type CallbackForm, postSigned } from './twilio-callback.fixture.js';

const EXAMPLES = join('libs', 'providers', 'src', 'twilio-whatsapp', 'fixtures', 'seeds');

/** The emulator tells nothing of messages to this number by itself. */
const SILENT = '+15005550107';

/** A payload that was captured from Twilio, with these fields in the place of its own. */
async function example(name: string, own: CallbackForm): Promise<CallbackForm> {
  const captured = new URLSearchParams(await readFile(join(EXAMPLES, `${name}.txt`), 'utf8'));
  return { ...Object.fromEntries(captured), ...own };
}

describe('Payloads as they were captured from Twilio', () => {
  let stand: Stand;
  let requestId: string;
  let entry: LedgerEntry;
  let token: string;

  beforeAll(async () => {
    stand = await Stand.start();
    [{ token }] = stand.emulator.accounts;
  });
  beforeEach(async () => {
    requestId = await stand.notifyOne(SILENT);
    await stand.deliveryAs(requestId, 'sent');
    entry = (await stand.acceptedFor(SILENT)).at(-1) as LedgerEntry;
  });
  afterAll(() => stand?.stop());

  /** Posts it to the address that one enters in Twilio's console. */
  function post(form: CallbackForm) {
    return postSigned(`${stand.herald.url}/api/v1/apps/test-app/webhook/twilio_whatsapp`, form, token);
  }

  it.each(['status-message', 'status-with-placeholders'])('%s: `sent` is no news, what follows is', async (name) => {
    const known = { MessageSid: entry.sid, SmsSid: entry.sid, AccountSid: entry.accountSid };
    expect(await post(await example(name, known))).toEqual({ status: 204, contentType: null, text: '' });
    const sent = await stand.deliveryAs(requestId, 'sent');
    expect(sent.events.map(({ type }) => type)).toEqual(['sent']);
    const [row] = await stand.rows('select state, signals from callbacks where provider_message_id = $1', [entry.sid]);
    expect(row).toMatchObject({ state: 'applied', signals: [{ providerStatus: 'sent', event: null }] });
    for (const status of ['delivered', 'read']) {
      await post(await example(name, { ...known, SmsStatus: status, MessageStatus: status }));
    }
    const seen = await stand.deliveryAs(requestId, 'seen');
    expect(seen.events.map(({ type }) => type)).toEqual(['sent', 'delivered', 'seen']);
  });

  it('status-message: its own message is unknown here, which is no fault', async () => {
    const before = await stand.deliveryAs(requestId, 'sent');
    const form = await example('status-message', { AccountSid: entry.accountSid });
    expect((await post(form)).status).toBe(204);
    const rows = await stand.rows('select state from callbacks where provider_message_id = $1', [form['MessageSid']]);
    expect(rows).toEqual([{ state: 'parked' }]);
    expect(await stand.deliveryAs(requestId, 'sent')).toEqual(before);
  });

  it('user-message: is kept as what a user wrote, once', async () => {
    const form = await example('user-message', { AccountSid: entry.accountSid });
    for (let count = 0; count < 3; count += 1) {
      const answer = await post(form);
      expect(answer).toMatchObject({ status: 200, contentType: expect.stringMatching(/^text\/xml/) });
      expect(answer.text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\s*<Response\/>$/);
    }
    const inbound = await stand.rows(
      'select provider, sender, receiver, message from inbound_messages where provider_message_id = $1',
      [form['MessageSid']],
    );
    expect(inbound).toEqual([
      {
        provider: 'twilio_whatsapp',
        sender: '+919900000000',
        receiver: '+14155238886',
        message: expect.objectContaining({ text: 'hey', profileName: 'Sam Example', media: [] }),
      },
    ]);
  });

  it('location: is kept with its place', async () => {
    const form = await example('location', { AccountSid: entry.accountSid });
    expect((await post(form)).status).toBe(200);
    const [row] = await stand.rows('select message from inbound_messages where provider_message_id = $1', [
      form['MessageSid'],
    ]);
    expect(row).toMatchObject({ message: { location: { latitude: 37.7879277, label: 'Twilio Inc' } } });
  });
});
