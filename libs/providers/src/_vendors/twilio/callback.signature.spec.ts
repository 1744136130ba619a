import type { CallbackRequest } from '#herald/channel-provider';
import { isSignedByTwilio } from './callback.signature.js';

const TOKEN = '12345';
const URL_SIGNED = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const CALL = 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212';

/** Signatures published with Twilio's libraries for the token 12345. https://www.twilio.com/docs/usage/security */
const FORM_VECTORS: [signature: string, url: string, body: string][] = [
  ['RSOYDt4T1cUTdK1PDd93/VVr8B8=', URL_SIGNED, CALL],
  ['kvajT1Ptam85bY51eRf/AJRuM3w=', 'https://mycompany.com:443/myapp.php?foo=1&bar=2', CALL],
  ['0ZXoZLH/DfblKGATFgpif+LLRf4=', 'http://mycompany.com:80/myapp.php?foo=1&bar=2', CALL],
  ['Zmvh+3yNM1Phv2jhDCwEM3q5ebU=', 'http://mycompany.com:1234/myapp.php?foo=1&bar=2', CALL],
  ['CukzLTc1tT5dXEDIHm/tKBanW10=', 'https://user:pass@mycompany.com/myapp.php?foo=1&bar=2', CALL],
  ['2YRLlVAflCqxaNicjMpJcSTgzSs=', 'https://user@mycompany.com/myapp.php?foo=1&bar=2', CALL],
  ['ZQFR1PTIZXF2MXB8ZnKCvnnA+rI=', 'https://user:pass@mycompany.com:443/myapp.php?foo=1&bar=2', CALL],
  ['TfZzewPq8wqrGlMfyAud8+/IvJ0=', `${URL_SIGNED}&Body=It%27s+amazing`, CALL],
  ['IK+Dwps556ElfBT0I3Rgjkr1wJU=', URL_SIGNED, 'Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234'],
  [
    '83O6e2vORAoJHUNzJjDWN1jz+BA=',
    URL_SIGNED,
    'MessagingBinding.Address=%2B1325xxxxxxx&MessagingBinding.Address=%2B1415xxxxxxx',
  ],
  [
    'L/OH5YylLD5NRKLltdqwSvS0BnU=',
    'https://example.com/myapp.php?foo=1&bar=2',
    CALL.replaceAll('14158675309', '14158675310'),
  ],
];

const JSON_HASH = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
const EMPTY_HASH = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const JSON_VECTORS: [signature: string, url: string, body: string][] = [
  ['a9nBmqA0ju/hNViExpshrM61xv4=', `${URL_SIGNED}&bodySHA256=${JSON_HASH}`, '{"property": "value", "boolean": true}'],
  ['Ldidvp12m26NI7eqEvxnEpkd9Hc=', `https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=${EMPTY_HASH}`, '{}'],
];

describe('the published signatures', () => {
  it.each(FORM_VECTORS)('%s is that of the form at %s', (signature, url, body) => {
    expect(isSignedByTwilio(callback(url, body, signature), TOKEN)).toBe(true);
    expect(isSignedByTwilio(callback(url, body, signature), '12346')).toBe(false);
    expect(isSignedByTwilio(callback(url, `${body}0`, signature), TOKEN)).toBe(false);
  });

  it.each(JSON_VECTORS)('%s is that of the JSON at %s', (signature, url, body) => {
    expect(isSignedByTwilio(callback(url, body, signature, 'application/json'), TOKEN)).toBe(true);
    expect(isSignedByTwilio(callback(url, `${body} `, signature, 'application/json'), TOKEN)).toBe(false);
  });
});

describe('a signature', () => {
  const good = FORM_VECTORS[0]?.[0] ?? '';

  it.each([undefined, '', ' ', 'not base64 at all', good.slice(0, -1)])(
    'that is %p counts for nothing',
    (signature) => {
      expect(isSignedByTwilio(callback(URL_SIGNED, CALL, signature), TOKEN)).toBe(false);
    },
  );

  it.each(['', undefined])('counts for nothing when the token is %p', (token) => {
    expect(isSignedByTwilio(callback(URL_SIGNED, CALL, good), token)).toBe(false);
  });

  it('counts for nothing when it is given twice', () => {
    const twice = { ...callback(URL_SIGNED, CALL, good), headers: { 'x-twilio-signature': [good, good] } };
    expect(isSignedByTwilio(twice, TOKEN)).toBe(false);
  });

  it.each(['', '/myapp.php?foo=1&bar=2', 'https://', 'not an address'])('counts for nothing at %p', (url) => {
    expect(isSignedByTwilio(callback(url, CALL, good), TOKEN)).toBe(false);
  });
});

function callback(
  url: string,
  body: string,
  signature?: string,
  type = 'application/x-www-form-urlencoded',
): CallbackRequest {
  const headers = { 'content-type': type, ...(signature === undefined ? {} : { 'x-twilio-signature': signature }) };
  return { url, method: 'POST', headers, body: Buffer.from(body) };
}
