import { createHash } from 'node:crypto';
import { request } from 'undici';
import { DEFAULT_ACCOUNT } from './emulator.environment.js';
import { callApi, control, officialClient, SANDBOX, settled, startTestEmulator } from './emulator.fixture.js';
import type { RunningEmulator } from './emulator.server.js';
import type { LedgerEntry } from './ledger.store.js';

const MESSAGE = { to: 'whatsapp:+12025550143', from: SANDBOX, body: 'Hello' };
const FORM = new URLSearchParams({ To: MESSAGE.to, From: SANDBOX, Body: 'Hello' }).toString();
const UNHEARD = 'http://127.0.0.1:9/callback?delivery=7&sig=a%20b';

interface LedgerPage {
  readonly entries: LedgerEntry[];
  readonly next: number;
  readonly firstKept: number;
}

let emulator: RunningEmulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});
afterEach(() => emulator.stop());

async function created(): Promise<number> {
  const { total } = await control<{ total: number }>(emulator.url, '/ledger/count');
  return total;
}

describe('the ledger', () => {
  it('holds every accepted create, and what it carried', async () => {
    const client = officialClient(emulator.url);
    const first = await client.messages.create({ ...MESSAGE, statusCallback: `${UNHEARD}#rc=0` });
    await client.messages.create({ ...MESSAGE, body: 'Second' });
    const { entries, next, firstKept } = await control<LedgerPage>(emulator.url, '/ledger?after=0&limit=1');
    expect(entries).toEqual([
      {
        sequence: 1,
        arrivedMs: expect.any(Number),
        accountSid: DEFAULT_ACCOUNT.sid,
        sid: first.sid,
        to: MESSAGE.to,
        from: SANDBOX,
        params: { To: MESSAGE.to, From: SANDBOX, Body: 'Hello', StatusCallback: `${UNHEARD}#rc=0` },
        bodySha256: createHash('sha256').update('Hello').digest('hex'),
        callbackParams: { delivery: '7', sig: 'a b' },
      },
    ]);
    expect({ next, firstKept }).toEqual({ next: 1, firstKept: 1 });
    const rest = await control<LedgerPage>(emulator.url, `/ledger?after=${next}`);
    expect(rest.entries.map(({ params }) => params.Body)).toEqual(['Second']);
    expect(await control<LedgerPage>(emulator.url, '/ledger?after=2')).toMatchObject({ entries: [], next: 2 });
  });

  it('forgets its oldest entries beyond its capacity, and goes on counting', async () => {
    const small = await startTestEmulator({ ledgerCapacity: 2, messageCapacity: 2 });
    const client = officialClient(small.url);
    for (const body of ['1', '2', '3', '4', '5']) await client.messages.create({ ...MESSAGE, body });
    const { entries, firstKept } = await control<LedgerPage>(small.url, '/ledger');
    expect(entries.map(({ sequence, params }) => [sequence, params.Body])).toEqual([
      [4, '4'],
      [5, '5'],
    ]);
    expect(firstKept).toBe(4);
    expect(await control(small.url, '/ledger/count')).toMatchObject({ total: 5 });
    expect((await client.messages.list()).map(({ body }) => body)).toEqual(['5', '4']);
    await small.stop();
  });

  it('keeps counts alone where it is told so', async () => {
    const counting = await startTestEmulator({ ledger: 'count' });
    await officialClient(counting.url).messages.create(MESSAGE);
    expect(await control(counting.url, '/ledger')).toMatchObject({ entries: [], keepsEntries: false });
    expect(await control(counting.url, '/ledger/count')).toMatchObject({ total: 1 });
    await counting.stop();
  });
});

describe('the record of requests', () => {
  it('holds refused requests too, and no credentials', async () => {
    await officialClient(emulator.url, DEFAULT_ACCOUNT.sid, 'canary-token').messages.create(MESSAGE).catch(String);
    await officialClient(emulator.url).messages.list({ to: MESSAGE.to, limit: 1 });
    const recorded = await control<{ entries: object[] }>(emulator.url, '/requests');
    const path = `/2010-04-01/Accounts/${DEFAULT_ACCOUNT.sid}/Messages.json`;
    expect(recorded.entries).toEqual([
      {
        sequence: 1,
        atMs: expect.any(Number),
        method: 'POST',
        path,
        userAgent: expect.stringContaining('twilio-node'),
        params: { To: MESSAGE.to, From: SANDBOX, Body: 'Hello' },
      },
      expect.objectContaining({ sequence: 2, method: 'GET', path, params: { To: MESSAGE.to, PageSize: '1' } }),
    ]);
    const text = JSON.stringify(recorded);
    for (const secret of ['canary-token', DEFAULT_ACCOUNT.authToken, 'Basic']) expect(text).not.toContain(secret);
  });
});

describe('a fault', () => {
  it('answers 429 with Retry-After, once, and accepts nothing', async () => {
    await control(emulator.url, '/faults', { fault: '429', retryAfterSeconds: 7 });
    const response = await callApi(emulator.url, '/Messages.json', { form: FORM });
    expect(response.headers.get('retry-after')).toBe('7');
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 429,
      body: { code: 20429 },
    });
    expect(await created()).toBe(0);
    expect(await callApi(emulator.url, '/Messages.json', { form: FORM })).toMatchObject({ status: 201 });
  });

  it.each([
    [{ fault: '429', code: 63038 }, 429, /"code":63038/, 0],
    [{ fault: '500' }, 500, /"code":20500/, 0],
    [{ fault: '500', code: 20503 }, 503, /"code":20503/, 0],
    [{ fault: '502-html' }, 502, /^<html>/, 0],
    [{ fault: 'delay', delayMs: 5 }, 201, /"sid":"SM/, 1],
    [{ fault: 'empty-201' }, 201, /^$/, 1],
    [{ fault: 'garbage-201' }, 201, /^<html>/, 1],
    [{ fault: 'no-sid-201' }, 201, /^(?!.*"sid":"SM).*"status":"queued"/, 1],
    [{ fault: '5xx-after-accept' }, 500, /"code":20500/, 1],
  ])('%j answers HTTP %i', async (rule, status, body, accepted) => {
    await control(emulator.url, '/faults', rule);
    const response = await callApi(emulator.url, '/Messages.json', { form: FORM });
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(body);
    expect(await created()).toBe(accepted);
  });

  it.each([
    ['reset-before-accept', 0],
    ['reset-after-accept', 1],
    ['truncated-after-accept', 1],
  ])('%s breaks the connection', async (fault, accepted) => {
    await control(emulator.url, '/faults', { fault });
    const answered = callApi(emulator.url, '/Messages.json', { form: FORM }).then((response) => response.json());
    await expect(answered).rejects.toThrow(/fetch failed|terminated/);
    expect(await created()).toBe(accepted);
  });

  it.each([
    ['hang', 0],
    ['hang-after-accept', 1],
  ])('%s leaves the caller waiting', async (fault, accepted) => {
    await control(emulator.url, '/faults', { fault });
    const waiting = request(`${emulator.url}/2010-04-01/Accounts/${DEFAULT_ACCOUNT.sid}/Messages.json`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${DEFAULT_ACCOUNT.sid}:${DEFAULT_ACCOUNT.authToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: FORM,
      signal: AbortSignal.timeout(100),
    });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await created()).toBe(accepted);
  });

  it('strikes only what it matches, as often as it is told', async () => {
    await control(emulator.url, '/faults', [
      { fault: '500', times: 2, match: { to: 'whatsapp:+12025550199' } },
      { fault: '502-html', match: { path: '/Messages.json', method: 'GET' } },
    ]);
    const other = FORM.replace('12025550143', '12025550199');
    const statuses: number[] = [];
    for (const form of [FORM, other, other, other]) {
      statuses.push((await callApi(emulator.url, '/Messages.json', { form })).status);
    }
    expect(statuses).toEqual([201, 500, 500, 201]);
    expect(await callApi(emulator.url, '/Messages.json')).toMatchObject({ status: 502 });
    expect(await control(emulator.url, '/faults')).toEqual({ faults: [] });
  });

  it('waits for a create that is accepted, when it strikes after that', async () => {
    await control(emulator.url, '/faults', { fault: 'empty-201' });
    expect(await callApi(emulator.url, '/Messages.json', { form: 'To=x' })).toMatchObject({ status: 400 });
    const response = await callApi(emulator.url, '/Messages.json', { form: FORM });
    expect(await response.text()).toBe('');
  });
});

describe('the control surface', () => {
  it('forgets everything on reset, and goes on', async () => {
    const client = officialClient(emulator.url);
    await client.messages.create(MESSAGE);
    await control(emulator.url, '/faults', { fault: '500' });
    await control(emulator.url, '/callbacks/settings', { duplicate: 3 });
    await control(emulator.url, '/reset', {});
    expect(await control(emulator.url, '/ledger/count')).toEqual({ total: 0, byAccount: {} });
    expect(await control(emulator.url, '/faults')).toEqual({ faults: [] });
    expect(await control(emulator.url, '/callbacks/settings')).toMatchObject({ duplicate: 0 });
    expect(await client.messages.list()).toEqual([]);
    await client.messages.create(MESSAGE);
    await settled(emulator.url);
    expect(await control(emulator.url, '/health')).toEqual({ status: 'ok' });
  });

  it.each([
    ['/faults', { fault: 'fire', times: -1 }, ['fault is none of', 'times is not']],
    ['/faults', { match: { to: 1 } }, ['fault is needed', 'match is not']],
    ['/faults', 'x', ['not a JSON object']],
    ['/callbacks/settings', { order: 'random', duplicate: 0.5, paused: 1 }, ['order', 'duplicate', 'paused']],
    ['/callbacks/settings', { paused: true, beforeResponse: true }, ['lift one of them']],
    ['/messages/SM1/status', { status: 'gone' }, ['status is none of', 'no message SM1']],
    ['/inbound', { from: 1 }, ['from is not text', 'to is missing', 'url is missing']],
  ])('refuses %s with %j and names every fault', async (path, body, faults) => {
    for (const fault of faults) await expect(control(emulator.url, path, body)).rejects.toThrow(fault);
  });

  it('answers 404 for what it has not', async () => {
    await expect(control(emulator.url, '/nothing')).rejects.toThrow('404');
  });
});
