import { Emulator, type LedgerEntry } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { type DeliveryAnswer, Stand } from './stand.fixture.js';
import { callbackUrlOf, postSigned, statusForm } from './twilio-callback.fixture.js';

/** The emulator tells nothing of messages to this number by itself. */
const SILENT = '+15005550107';

describe('Callbacks of the vendor', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterEach(() => stand.emulator.control('POST', 'callbacks/settings', UNDISTURBED));
  afterAll(() => stand?.stop());

  const UNDISTURBED = { duplicate: 0, order: 'normal', beforeResponse: false };

  function typesOf({ events }: DeliveryAnswer): string[] {
    return events.map(({ type }) => type);
  }

  /** A message that was sent and of which the vendor says nothing by itself. */
  async function silentMessage(): Promise<{ requestId: string; entry: LedgerEntry }> {
    const requestId = await stand.notifyOne(SILENT);
    const { providerMessageId } = await stand.deliveryAs(requestId, 'sent');
    const entry = (await stand.acceptedFor(SILENT)).find(({ sid }) => sid === providerMessageId);
    if (entry === undefined) throw new Error('The message is not in the ledger');
    return { requestId, entry };
  }

  function token(): string {
    return stand.emulator.accounts[0].token;
  }

  async function callbackStates(sid: string): Promise<string[]> {
    const rows = await stand.rows<{ state: string }>(
      'select state from callbacks where provider_message_id = $1 order by id',
      [sid],
    );
    return rows.map(({ state }) => state);
  }

  it('may come five times and in the wrong order', async () => {
    await stand.emulator.control('POST', 'callbacks/settings', { duplicate: 4, order: 'reversed' });
    const requestId = await stand.notifyOne('+12025550101');
    await stand.deliveryAs(requestId, 'seen');
    await stand.settled();
    const delivery = await stand.deliveryAs(requestId, 'seen');
    expect(typesOf(delivery).toSorted()).toEqual(['delivered', 'seen', 'sent']);
    const [entry] = await stand.acceptedFor('+12025550101');
    const { entries } = (await stand.emulator.control('GET', 'callbacks')) as {
      entries: { url: string; httpStatus: number; parameters: Record<string, string> }[];
    };
    const tries = entries.filter(({ parameters }) => parameters['MessageSid'] === entry?.sid);
    expect(tries.map(({ parameters: { MessageStatus } }) => MessageStatus)).toEqual(
      ['read', 'delivered', 'sent', 'sending'].flatMap((status) => Array.from({ length: 5 }, () => status)),
    );
    expect(tries.every(({ httpStatus }) => httpStatus === 204)).toBe(true);
    expect(await callbackStates(entry?.sid ?? '')).toEqual(tries.map(() => 'applied'));
  });

  it('may all come before the create call is answered', async () => {
    await stand.emulator.control('POST', 'callbacks/settings', { beforeResponse: true });
    const requestId = await stand.notifyOne('+12025550102');
    await stand.deliveryAs(requestId, 'seen');
    const delivery = await stand.deliveryOnce(requestId, ({ attempts: [first] }) => first?.outcome === 'accepted');
    expect(delivery).toMatchObject({ status: 'seen', waiting: null, attempts: [{ number: 1, outcome: 'accepted' }] });
    expect(typesOf(delivery)).toEqual(['sent', 'delivered', 'seen']);
    expect(await stand.acceptedFor('+12025550102')).toMatchObject([{ sid: delivery.providerMessageId }]);
  });

  it('never move a status down', async () => {
    const { requestId, entry } = await silentMessage();
    const url = callbackUrlOf(entry);
    await postSigned(url, statusForm(entry, 'read'), token());
    for (const status of ['delivered', 'sent', 'queued', 'failed', 'undelivered']) {
      expect(await postSigned(url, statusForm(entry, status), token())).toMatchObject({ status: 204, text: '' });
      expect((await stand.deliveryAs(requestId, 'seen')).reason).toBeNull();
    }
    const types = typesOf(await stand.deliveryAs(requestId, 'seen'));
    expect(types).toEqual(['sent', 'seen', 'delivered', 'discarded', 'discarded']);
  });

  it('may correct a failure: what was delivered after all is delivered', async () => {
    const { requestId, entry } = await silentMessage();
    const failed = { ...statusForm(entry, 'undelivered'), ErrorCode: '63024' };
    await postSigned(callbackUrlOf(entry), failed, token());
    expect(await stand.deliveryAs(requestId, 'discarded')).toMatchObject({ reason: { providerCode: '63024' } });
    await postSigned(callbackUrlOf(entry), statusForm(entry, 'delivered'), token());
    expect(await stand.deliveryAs(requestId, 'delivered')).toMatchObject({ reason: null });
  });

  it('without our delivery id, as an address in the console gives, are matched by MessageSid', async () => {
    const { requestId, entry } = await silentMessage();
    const url = callbackUrlOf(entry).replace(/\?.*/, '');
    expect((await postSigned(url, statusForm(entry, 'delivered'), token())).status).toBe(204);
    expect((await postSigned(`${url}?from=console`, statusForm(entry, 'read'), token())).status).toBe(204);
    expect(typesOf(await stand.deliveryAs(requestId, 'seen'))).toEqual(['sent', 'delivered', 'seen']);
    expect(await callbackStates(entry.sid)).toEqual(['applied', 'applied']);
  });

  it('without our delivery id wait until Herald has learned of their message', async () => {
    const match = { to: `whatsapp:${SILENT}` };
    await stand.emulator.control('POST', 'faults', { fault: 'reset-after-accept', match });
    const known = new Set((await stand.acceptedFor(SILENT)).map(({ sid }) => sid));
    const requestId = await stand.notifyOne(SILENT);
    const entry = await eventually('The message in the ledger', async () =>
      (await stand.acceptedFor(SILENT)).find(({ sid }) => !known.has(sid)),
    );
    const url = callbackUrlOf(entry);
    await postSigned(url.replace(/\?.*/, ''), statusForm(entry, 'read'), token());
    expect(await callbackStates(entry.sid)).toEqual(['parked']);
    const held = await stand.deliveryOnce(requestId, ({ attempts: [first] }) => first?.outcome === 'unknown');
    expect(held).toMatchObject({ status: 'pending', providerMessageId: null, events: [] });
    await postSigned(url, statusForm(entry, 'sending'), token());
    const delivery = await stand.deliveryAs(requestId, 'seen');
    expect(typesOf(delivery)).toEqual(['sent', 'seen']);
    expect(await callbackStates(entry.sid)).toEqual(['applied', 'applied']);
  });

  it('aimed at another delivery with an invented proof do not reach it', async () => {
    const [aimedAt, told] = [await silentMessage(), await silentMessage()];
    const [aimedAtId, toldId] = [aimedAt, told].map(({ entry }) => /delivery=([\w-]+)/.exec(callbackUrlOf(entry))?.[1]);
    const url = callbackUrlOf(told.entry).replace(toldId ?? '', aimedAtId ?? '');
    expect((await postSigned(url, statusForm(told.entry, 'read'), token())).status).toBe(204);
    await stand.deliveryAs(told.requestId, 'seen');
    expect(typesOf(await stand.deliveryAs(aimedAt.requestId, 'sent'))).toEqual(['sent']);
  });

  it('with a status that nobody has heard of are kept and change nothing', async () => {
    const { requestId, entry } = await silentMessage();
    const before = await stand.deliveryAs(requestId, 'sent');
    for (const status of ['teleported', 'constructor', '']) {
      expect((await postSigned(callbackUrlOf(entry), statusForm(entry, status), token())).status).toBe(204);
    }
    expect(await stand.deliveryAs(requestId, 'sent')).toEqual(before);
    const { rows } = {
      rows: await stand.rows<{ body: Buffer }>('select body from callbacks order by id desc limit 3'),
    };
    expect(rows.map(({ body }) => new URLSearchParams(body.toString()).get('MessageStatus'))).toEqual([
      '',
      'constructor',
      'teleported',
    ]);
  });

  it('bring what users write, once, and are told that there is no answer', async () => {
    const from = 'whatsapp:+12025550103';
    const url = `${stand.herald.url}/api/v1/apps/test-app/webhook/twilio_whatsapp`;
    const written = { from, to: `whatsapp:${Emulator.sender}`, body: 'Stop', url };
    const answer = await stand.emulator.control('POST', 'inbound', written);
    expect(answer).toMatchObject({ httpStatus: 200, body: expect.stringContaining('<Response/>') });
    const { sid } = answer as { sid: string };
    expect(
      await stand.rows('select sender, receiver, message from inbound_messages where provider_message_id = $1', [sid]),
    ).toEqual([
      {
        sender: '+12025550103',
        receiver: Emulator.sender,
        message: expect.objectContaining({ kind: 'inbound', text: 'Stop', optOut: true, profileName: 'Emulated user' }),
      },
    ]);
  });
});
