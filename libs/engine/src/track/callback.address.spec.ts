import { randomBytes, randomUUID } from 'node:crypto';
import { Settings, checkEnvironment } from '#herald/config';
import { SecretBox } from '#herald/store';
import { CallbackAddress, deliveryClaimedIn } from './callback.address.js';

const key = (id: string) => ({ id, bytes: randomBytes(32) });
const variables = { HERALD_PUBLIC_URL: 'https://herald.example/behind/a/proxy/' };
const settings = new Settings(checkEnvironment(variables), variables);

const APP = { apiKey: 'key', appId: 'app', providerId: 'twilio_whatsapp' };

/** The delivery that an address names with a signature of ours. */
function deliveryIn(address: CallbackAddress, url: string, of: Partial<typeof APP> = {}): string | undefined {
  const claimed = deliveryClaimedIn(url);
  return claimed !== undefined && address.isOurs(claimed, { ...APP, ...of }) ? claimed.deliveryId : undefined;
}

const integrationId = randomUUID();

describe.each([
  ['with its integration', integrationId],
  ['alone', undefined],
])('CallbackAddress of a delivery %s', (_, integration) => {
  const [older, newer] = [key('older'), key('newer')];
  const address = new CallbackAddress(settings, new SecretBox([newer, older]));
  const deliveryId = randomUUID();
  const delivery = { ...APP, deliveryId, integrationId: integration };
  const url = address.of(delivery);

  it('lies under the public address and names app, provider and delivery', () => {
    expect(url).toMatch(
      /^https:\/\/herald\.example\/behind\/a\/proxy\/api\/v1\/apps\/key\/webhook\/twilio_whatsapp\?delivery=/,
    );
    expect(deliveryIn(address, url)).toBe(deliveryId);
  });

  it('is found behind and before other parameters', () => {
    const [base, query] = url.split('?');
    const withOthers = `${base}?first=1&${query}&last=2#fragment`;
    expect(deliveryIn(address, withOthers)).toBe(deliveryId);
  });

  it('cannot be aimed at another app, provider or delivery', () => {
    expect(deliveryIn(address, url, { appId: 'other' })).toBeUndefined();
    expect(deliveryIn(address, url, { providerId: 'twilio_sms' })).toBeUndefined();
    expect(deliveryIn(address, url.replace(deliveryId, randomUUID()))).toBeUndefined();
  });

  it('with its integration is of no use under the key of another app', () => {
    expect(deliveryIn(address, url, { apiKey: 'other' })).toBe(integration === undefined ? deliveryId : undefined);
  });

  it('says which integration it was sent with', () => {
    expect(deliveryClaimedIn(url)?.integrationId).toBe(integration);
  });

  it('refuses every altered character of the signature', () => {
    const start = url.lastIndexOf('.') + 1;
    // The last character of unpadded base64url holds two bits of the signature only.
    for (let index = start; index < url.length - 1; index += 1) {
      const altered = `${url.slice(0, index)}${url[index] === 'A' ? 'B' : 'A'}${url.slice(index + 1)}`;
      expect(deliveryIn(address, altered)).toBeUndefined();
    }
  });

  it.each([
    '',
    'not a url',
    'https://herald.example/',
    'https://herald.example/?delivery=',
    `https://herald.example/?delivery=${deliveryId}`,
    `https://herald.example/?other-delivery=${deliveryId}.${'A'.repeat(22)}`,
    `https://herald.example/#?delivery=${deliveryId}.${'A'.repeat(22)}`,
  ])('finds no delivery in %j', (other) => expect(deliveryIn(address, other)).toBeUndefined());

  it('still knows addresses that an older key signed', () => {
    const before = new CallbackAddress(settings, new SecretBox([older]));
    expect(deliveryIn(address, before.of(delivery))).toBe(deliveryId);
    expect(deliveryIn(before, url)).toBeUndefined();
  });
});
