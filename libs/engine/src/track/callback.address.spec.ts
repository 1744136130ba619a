import { randomBytes, randomUUID } from 'node:crypto';
import { Settings, checkEnvironment } from '#herald/config';
import { SecretBox } from '#herald/store';
import { CallbackAddress } from './callback.address.js';

const key = (id: string) => ({ id, bytes: randomBytes(32) });
const variables = { HERALD_PUBLIC_URL: 'https://herald.example/behind/a/proxy/' };
const settings = new Settings(checkEnvironment(variables), variables);

describe('CallbackAddress', () => {
  const [older, newer] = [key('older'), key('newer')];
  const address = new CallbackAddress(settings, new SecretBox([newer, older]));
  const deliveryId = randomUUID();
  const url = address.of('key', 'app', 'twilio_whatsapp', deliveryId);

  it('lies under the public address and names app, provider and delivery', () => {
    expect(url).toMatch(
      /^https:\/\/herald\.example\/behind\/a\/proxy\/api\/v1\/apps\/key\/webhook\/twilio_whatsapp\?delivery=/,
    );
    expect(address.deliveryIn(url, 'app', 'twilio_whatsapp')).toBe(deliveryId);
  });

  it('cannot be aimed at another app, provider or delivery', () => {
    expect(address.deliveryIn(url, 'other', 'twilio_whatsapp')).toBeUndefined();
    expect(address.deliveryIn(url, 'app', 'twilio_sms')).toBeUndefined();
    expect(address.deliveryIn(url.replace(deliveryId, randomUUID()), 'app', 'twilio_whatsapp')).toBeUndefined();
  });

  it('refuses every altered character of the signature', () => {
    const start = url.lastIndexOf('.') + 1;
    // The last character of unpadded base64url holds two bits of the signature only.
    for (let index = start; index < url.length - 1; index += 1) {
      const altered = `${url.slice(0, index)}${url[index] === 'A' ? 'B' : 'A'}${url.slice(index + 1)}`;
      expect(address.deliveryIn(altered, 'app', 'twilio_whatsapp')).toBeUndefined();
    }
  });

  it.each([
    '',
    'not a url',
    'https://herald.example/',
    'https://herald.example/?delivery=',
    `https://herald.example/?delivery=${deliveryId}`,
  ])('finds no delivery in %j', (other) => expect(address.deliveryIn(other, 'app', 'twilio_whatsapp')).toBeUndefined());

  it('still knows addresses that an older key signed', () => {
    const before = new CallbackAddress(settings, new SecretBox([older]));
    expect(address.deliveryIn(before.of('key', 'app', 'p', deliveryId), 'app', 'p')).toBe(deliveryId);
    expect(before.deliveryIn(url, 'app', 'twilio_whatsapp')).toBeUndefined();
  });
});
