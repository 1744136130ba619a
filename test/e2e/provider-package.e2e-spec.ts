import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_ENCRYPTION_KEYS, type TestDatabase, createTestDatabase } from '#herald/store/testing';
import { Child, freePort } from '../environment/child.process.js';
import { Herald } from '../environment/herald.process.js';

const PACKAGE = 'herald-carrier-pigeon';

/** A letter as the vendor got it. */
interface Letter {
  headers: IncomingHttpHeaders;
  body: unknown;
}

describe('A provider that comes as an npm package', () => {
  const letters: Letter[] = [];
  let loft: Server;
  let folder: string;
  let database: TestDatabase;
  let herald: Herald;

  beforeAll(async () => {
    loft = createServer((request, response) => void takeLetter(request, response)).listen(0, '127.0.0.1');
    await once(loft, 'listening');
    folder = await mkdtemp(join(tmpdir(), 'herald-package-'));
    await cp(join(__dirname, 'fixtures/carrier-pigeon'), join(folder, 'node_modules', PACKAGE), { recursive: true });
    database = await createTestDatabase();
    herald = await Herald.start({ ...onDatabase(), HERALD_PROVIDERS: PACKAGE }, folder);
  });
  afterAll(async () => {
    await herald?.child.end();
    await database?.drop();
    loft.close();
    await rm(folder, { recursive: true });
  });

  async function takeLetter(request: IncomingMessage, response: ServerResponse): Promise<void> {
    letters.push({ headers: request.headers, body: JSON.parse(await text(request)) });
    response.end(JSON.stringify({ id: `pigeon-${letters.length}` }));
  }

  const onDatabase = () => ({ DATABASE_URL: database.connectionString, HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS });

  function loftUrl(): string {
    const address = loft.address();
    if (address === null || typeof address === 'string') throw new Error('The loft is closed');
    return `http://127.0.0.1:${address.port}/letters`;
  }

  it('stands in the catalogue beside our own', async () => {
    const { body } = await herald.call<{ data: { id: string }[] }>('GET', '/v3/providers');
    expect(body.data.map(({ id }) => id)).toEqual(expect.arrayContaining(['twilio_whatsapp', 'pigeon_post']));
    expect(body.data.find(({ id }) => id === 'pigeon_post')).toMatchObject({
      label: 'Carrier pigeon',
      config: { PIGEON_WHISTLE: { secret: true } },
    });
  });

  it('has its configuration checked, and its secrets masked, by its manifest', async () => {
    const incomplete = { provider: 'pigeon_post', config: { PIGEON_WHISTLE: 7 } };
    const refused = await herald.call('POST', '/v3/integrations', incomplete);
    expect(refused.status).toBe(422);
    const { errors } = refused.body as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path).toSorted()).toEqual(['config.PIGEON_LOFT_URL', 'config.PIGEON_WHISTLE']);
    const config = { PIGEON_LOFT_URL: loftUrl(), PIGEON_WHISTLE: 'whistle-canary' };
    const made = await herald.call('POST', '/v3/integrations', { provider: 'pigeon_post', config });
    expect(made).toMatchObject({ status: 201, body: { channel: 'post', config: { PIGEON_LOFT_URL: loftUrl() } } });
    expect(JSON.stringify(made.body)).not.toContain('whistle-canary');
  });

  it('carries a notification to its vendor', async () => {
    const requestId = await herald.notify({
      notification: { message: 'Home by four' },
      recipients: [{ identifier: 'ada', roof: 'Red gable' }, { identifier: 'roofless' }],
    });
    const { deliveries } = await herald.notificationOnce(requestId, (answer) =>
      answer.deliveries.every(({ status }) => status !== 'pending'),
    );
    const byRecipient = Object.fromEntries(deliveries.map((delivery) => [delivery.recipient, delivery]));
    expect(byRecipient['ada']).toMatchObject({
      status: 'sent',
      provider: 'pigeon_post',
      providerMessageId: 'pigeon-1',
    });
    expect(byRecipient['roofless']).toMatchObject({
      status: 'discarded',
      reason: { code: 'recipient_address_missing', explanation: 'The user has no roof.' },
    });
    expect(letters).toMatchObject([
      { headers: { 'x-whistle': 'whistle-canary' }, body: { roof: 'Red gable', letter: 'Home by four' } },
    ]);
  });

  it('keeps Herald from starting where it is not installed, and says what to do', async () => {
    const variables = { ...onDatabase(), PORT: String(await freePort()), HERALD_PROVIDERS: `${PACKAGE},herald-absent` };
    const child = Child.start('herald', 'dist/apps/server/src/main.js', variables, folder);
    expect(await child.ended()).toBe(1);
    expect(child.output).toContain('npm install herald-absent');
    expect(child.output).not.toContain(`npm install ${PACKAGE}`);
  });
});
