import { randomBytes } from 'node:crypto';
import { Emulator, type EmulatorAccount, type LedgerEntry } from '../environment/emulator.process.js';
import { Stand } from './stand.fixture.js';
import { callbackUrlOf, postSigned, statusForm } from './twilio-callback.fixture.js';

/** The emulator tells nothing of messages to this number by itself. */
const SILENT = '+15005550107';
/** Some sweeps: had there been a match for a parked callback, it would have been applied. */
const PARKED_LOOKS = 3;

describe('Callbacks without our delivery id, between tenants of one app', () => {
  let stand: Stand;
  let acme: EmulatorAccount;
  let bolt: EmulatorAccount;
  /** An account number of Acme's, with a token that only Mallory knows. */
  let mallory: EmulatorAccount;

  beforeAll(async () => {
    stand = await Stand.start();
    [acme, bolt] = stand.emulator.accounts;
    mallory = { sid: acme.sid, token: randomBytes(16).toString('hex') };
    const tenants = Object.entries({ acme, bolt, mallory });
    for (const [tenant, { sid, token }] of tenants) await switchOn(tenant, sid, token);
  });
  afterAll(() => stand?.stop());

  async function switchOn(tenant: string, sid: string, token: string): Promise<void> {
    const config = { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM_NUMBER: Emulator.sender };
    const answer = await stand.herald.call('POST', '/v3/integrations', { provider: 'twilio_whatsapp', tenant, config });
    expect(answer.status).toBe(201);
  }

  /** A message of this tenant, of which the vendor says nothing by itself. */
  async function messageOf(tenant: string): Promise<{ requestId: string; entry: LedgerEntry; url: string }> {
    const requestId = await stand.notifyOne(SILENT, { tenant });
    const { providerMessageId } = await stand.deliveryAs(requestId, 'sent');
    const entry = (await stand.acceptedFor(SILENT)).find(({ sid }) => sid === providerMessageId);
    if (entry === undefined) throw new Error('The message is not in the ledger');
    return { requestId, entry, url: callbackUrlOf(entry).replace(/\?.*/, '') };
  }

  /** Waits until the sweeper has been by several times: each time it takes up a callback that it can match. */
  async function afterSweeps(): Promise<void> {
    for (let look = 0; look < PARKED_LOOKS; look += 1) {
      const { requestId, entry, url } = await messageOf('acme');
      await stand.rows(`update deliveries set provider_message_id = null where provider_message_id = $1`, [entry.sid]);
      await postSigned(url, statusForm(entry, 'read'), acme.token);
      await stand.rows(`update deliveries set provider_message_id = $1 where notification_id = $2`, [
        entry.sid,
        requestId,
      ]);
      await stand.deliveryAs(requestId, 'seen');
    }
  }

  it('settle the messages of their own tenant', async () => {
    for (const [tenant, { token }] of Object.entries({ acme, bolt })) {
      const { requestId, entry, url } = await messageOf(tenant);
      expect((await postSigned(url, statusForm(entry, 'read'), token)).status).toBe(204);
      await stand.deliveryAs(requestId, 'seen');
    }
  });

  it('never settle a message of another tenant whose SID is known', async () => {
    const { requestId, entry, url } = await messageOf('acme');
    // Each is signed rightly, for an integration of the app: it is taken, and waits for a message of that tenant's own.
    const ofBolt = statusForm({ ...entry, accountSid: bolt.sid }, 'read');
    expect((await postSigned(url, ofBolt, bolt.token)).status).toBe(204);
    expect((await postSigned(url, statusForm(entry, 'read'), mallory.token)).status).toBe(204);
    expect((await postSigned(url, statusForm(entry, 'read'), bolt.token)).status).toBe(403);
    await afterSweeps();
    const delivery = await stand.deliveryAs(requestId, 'sent');
    expect(delivery.events.map(({ type }) => type)).toEqual(['sent']);
    const kept = await stand.rows(
      'select state, delivery_id from callbacks where provider_message_id = $1 order by id',
      [entry.sid],
    );
    expect(kept).toEqual([
      { state: 'parked', delivery_id: null },
      { state: 'parked', delivery_id: null },
    ]);
    expect((await postSigned(url, statusForm(entry, 'read'), acme.token)).status).toBe(204);
    await stand.deliveryAs(requestId, 'seen');
  });
});
