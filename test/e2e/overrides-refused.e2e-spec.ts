import { Stand } from './stand.fixture.js';

const SID = `AC${'7'.repeat(32)}`;
const TOO_MANY = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`Key${index}`, 'x']));

interface Problem {
  type: string;
  errors: { path: string; message: string }[];
}

/** Overrides that are refused, with the path and what the message has to say. */
const REFUSED: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'an account without its token',
    `{"twilio_whatsapp":{"TWILIO_ACCOUNT_SID":"${SID}"}}`,
    'twilio_whatsapp.TWILIO_AUTH_TOKEN',
    /together with TWILIO_ACCOUNT_SID/,
  ],
  [
    'a token without its account',
    '{"twilio_whatsapp":{"_config":{"TWILIO_AUTH_TOKEN":"t"}}}',
    'twilio_whatsapp.TWILIO_ACCOUNT_SID',
    /together with TWILIO_AUTH_TOKEN/,
  ],
  [
    'a malformed account',
    '{"twilio_whatsapp":{"twilio_account_sid":"AC7","TWILIO_AUTH_TOKEN":"t"}}',
    'twilio_whatsapp.TWILIO_ACCOUNT_SID',
    /AC followed by 32 hexadecimal digits/,
  ],
  [
    'an unknown setting',
    '{"twilio_whatsapp":{"_config":{"TWILIO_FROM":"+12025550101"}}}',
    'twilio_whatsapp._config.TWILIO_FROM',
    /use one of .*TWILIO_FROM_NUMBER/,
  ],
  [
    'a callback of the caller’s',
    '{"twilio_whatsapp":{"statuscallback":"https://shop.example"}}',
    'twilio_whatsapp.statuscallback',
    /outgoing webhooks/,
  ],
  ['a list where one value goes', '{"twilio_whatsapp":{"Body":["a","b"]}}', 'twilio_whatsapp.Body', /single value/],
  ['an object where text goes', '{"twilio_whatsapp":{"Body":{"a":1}}}', 'twilio_whatsapp.Body', /text/],
  ['objects in a list', '{"twilio_whatsapp":{"MediaUrl":[{"a":1}]}}', 'twilio_whatsapp.MediaUrl', /list of texts/],
  ['no recipient', '{"twilio_whatsapp":{"To":null}}', 'twilio_whatsapp.To', /cannot be taken away/],
  [
    'a name given twice',
    '{"twilio_whatsapp":{"Body":"a","body":"b"}}',
    'twilio_whatsapp.body',
    /given twice, also as Body/,
  ],
  ['too many keys', JSON.stringify({ twilio_whatsapp: TOO_MANY }), 'twilio_whatsapp', /65 keys; at most 64/],
  [
    'too much text',
    JSON.stringify({ twilio_whatsapp: { Body: 'x'.repeat(65_600) } }),
    'twilio_whatsapp',
    /at most 65536/,
  ],
  ['a prototype', '{"twilio_whatsapp":{"__proto__":{"Body":"x"}}}', 'twilio_whatsapp.__proto__', /not allowed/],
  [
    'a prototype further down',
    '{"twilio_whatsapp":{"ContentVariables":{"constructor":{}}}}',
    'twilio_whatsapp.ContentVariables.constructor',
    /not allowed/,
  ],
  ['text for a provider', '{"twilio_whatsapp":"x"}', 'twilio_whatsapp', /must be an object/],
  [
    'a provider that is not here',
    '{"twilio_whatsap":{"Body":"x"}}',
    'twilio_whatsap',
    /one of twilio_whatsapp, twilio_sms/,
  ],
  ['no channels', '{"channels":[]}', 'channels', /at least one channel/],
];

describe('An override that cannot be carried out', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  /** Sends a notification with this override, as JSON text, and checks that nothing was written; gives the problem. */
  async function refused(override: string): Promise<Problem> {
    const before = await stand.rowCounts();
    const text = `{"notification":{"message":"M"},"recipients":[{"identifier":"new","phoneNumber":"+12025550101"}],"override":${override}}`;
    const answer = await stand.herald.call<Problem>('POST', '/v3/notifications', text);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.type).toBe('/problems/invalid-request');
    expect(await stand.rowCounts()).toEqual(before);
    return answer.body;
  }

  it.each(REFUSED)('for %s is refused and leaves nothing behind', async (_what, override, path, message) => {
    const { errors } = await refused(override);
    expect(errors).toContainEqual({ path: `override.${path}`, message: expect.stringMatching(message) });
  });

  it('is refused with all its faults at once, and without repeating a value', async () => {
    const { errors } = await refused(
      JSON.stringify({
        twilio_whatsapp: {
          Body: ['canary-value'],
          StatusCallback: 'https://canary-value.example',
          _config: { TWILIO_AUTH_TOKEN: 'canary-value', TWILIO_FROM_NUMBER: 'canary-value' },
        },
        telegram: { Body: 'canary-value' },
        channels: 'canary-value',
      }),
    );
    expect(errors.map(({ path }) => path).toSorted()).toEqual([
      'override.channels',
      'override.telegram',
      'override.twilio_whatsapp.Body',
      'override.twilio_whatsapp.StatusCallback',
      'override.twilio_whatsapp.TWILIO_ACCOUNT_SID',
      'override.twilio_whatsapp._config.TWILIO_FROM_NUMBER',
    ]);
    expect(JSON.stringify(errors)).not.toContain('canary-value');
    expect(await stand.emulator.ledger()).toEqual([]);
  });

  it('is refused credentials that the integration forbids, and nothing else', async () => {
    const { herald } = stand;
    const { body } = await herald.call<{ data: { id: string }[] }>('GET', '/v3/integrations');
    const integration = `/v3/integrations/${body.data[0]?.id}`;
    await herald.call('PATCH', integration, { allowCredentialOverride: false });
    const credentials = { TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: 'canary-token' };
    for (const override of [{ twilio_whatsapp: credentials }, { channel: { whatsapp: { _config: credentials } } }]) {
      const problem = await refused(JSON.stringify(override));
      expect(problem.errors).toMatchObject([
        { path: 'override.twilio_whatsapp', message: expect.stringMatching(/forbids/) },
      ]);
      expect(JSON.stringify(problem)).not.toContain('canary-token');
    }
    const allowed = await stand.notifyOne('+12025550102', { override: { twilio_whatsapp: { Body: 'Mine' } } });
    await stand.deliveryAs(allowed, 'seen');
  });
});
