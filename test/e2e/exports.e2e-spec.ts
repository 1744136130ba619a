import { TEST_APP } from '../environment/herald.process.js';
import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';

const HOSTILE = `=HYPERLINK("https://evil.example","a,b")`;

describe('Exports', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
    await stand.deliveryAs(await stand.notifyOne('+12025550101', { tenant: 'acme' }), 'seen');
    const hostile = { notification: { message: 'M' }, recipients: [HOSTILE] };
    await stand.deliveryAs(await stand.herald.notify(hostile), 'discarded');
    const many = Array.from({ length: 1_000 }, (_, index) => `nobody-${index}`);
    await stand.herald.notify({ notification: { message: 'M' }, recipients: many });
    await stand.feedShows();
  });
  afterAll(() => stand?.stop());

  async function get(path: string, headers = {}): Promise<{ status: number; headers: Headers; body: string }> {
    const keys = { 'x-api-key': TEST_APP.apiKey, 'x-api-secret': TEST_APP.apiSecret, ...headers };
    const response = await fetch(`${stand.herald.url}/v3/${path}`, { headers: keys });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }
  async function faultsOf(path: string): Promise<string[]> {
    const { status, body } = await stand.herald.call<{ errors: { path: string }[] }>('GET', `/v3/${path}`);
    expect(status).toBe(422);
    return body.errors.map((fault) => fault.path).toSorted();
  }

  it('give the deliveries that a search finds as a table', async () => {
    const { status, headers, body } = await get('deliveries/export?status=discarded');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="herald-deliveries-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const [heading, ...rows] = body.trim().split('\r\n');
    expect(heading?.split(',').slice(0, 3)).toEqual(['id', 'requestId', 'createdAt']);
    expect(rows).toHaveLength(1_001);
    expect(rows.filter((row) => row.includes('HYPERLINK'))).toEqual([
      expect.stringContaining(`"'=HYPERLINK(""https://evil.example"",""a,b"")"`),
    ]);
    expect(rows.every((row) => row.includes('recipient_unknown'))).toBe(true);
  });

  it('give objects, one in each line, as the lists do', async () => {
    const { headers, body } = await get('deliveries/export?format=ndjson&tenant=acme');
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    const list = await stand.herald.call<{ data: unknown[] }>('GET', '/v3/deliveries?tenant=acme');
    expect(
      body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(list.body.data);
    const events = (await get('events/export?format=ndjson&channel=whatsapp')).body.trim().split('\n');
    const types = events.map((line) => (JSON.parse(line) as { type: string }).type).toSorted();
    expect(types.filter((type) => type !== 'discarded')).toEqual(['delivered', 'seen', 'sent']);
  });

  it('give all events', async () => {
    const rows = (await get('events/export')).body.trim().split('\r\n');
    // The heading, three of what was sent, and one of each that nobody could be sent.
    expect(rows).toHaveLength(1 + 3 + 1_001);
    expect(rows[0]?.replace('\uFEFF', '')).toMatch(/^id,type,occurredAt/);
  });

  it('are each app’s own, and refused with every fault', async () => {
    await makeOtherApp(stand.herald);
    expect((await get('deliveries/export?format=ndjson', OTHER_APP_HEADERS)).body).toBe('');
    expect(await faultsOf('deliveries/export?format=pdf&status=gone&limit=7')).toEqual(['format', 'limit', 'status']);
    expect(await faultsOf('events/export?after=x')).toEqual(['after']);
  });
});
