import { createHash } from 'node:crypto';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { twilioSignature, type WebhookParameters } from './callback.signature.js';

/** Vectors published with Twilio's helper libraries, all for the token `12345`. */
const TOKEN = '12345';
const CALL = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const PATH = '/myapp.php?foo=1&bar=2';
const HOST = 'mycompany.com';
const JSON_BODY = '{"property": "value", "boolean": true}';
const JSON_HASH = createHash('sha256').update(JSON_BODY).digest('hex');

const vectors: readonly (readonly [string, WebhookParameters, string])[] = [
  [`https://${HOST}${PATH}`, CALL, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  [`https://${HOST}:443${PATH}`, CALL, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
  [`http://${HOST}:80${PATH}`, CALL, '0ZXoZLH/DfblKGATFgpif+LLRf4='],
  [`http://${HOST}:1234${PATH}`, CALL, 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU='],
  [`https://user:pass@${HOST}${PATH}`, CALL, 'CukzLTc1tT5dXEDIHm/tKBanW10='],
  [`https://user@${HOST}${PATH}`, CALL, '2YRLlVAflCqxaNicjMpJcSTgzSs='],
  [`https://user:pass@${HOST}:443${PATH}`, CALL, 'ZQFR1PTIZXF2MXB8ZnKCvnnA+rI='],
  [`https://${HOST}${PATH}&Body=It%27s+amazing`, CALL, 'TfZzewPq8wqrGlMfyAud8+/IvJ0='],
  [
    `https://${HOST}${PATH}`,
    { 'MessagingBinding.Address': ['+1325xxxxxxx', '+1415xxxxxxx'] },
    '83O6e2vORAoJHUNzJjDWN1jz+BA=',
  ],
  [
    `https://${HOST}${PATH}`,
    { Sid: 'CA123', SidAccount: 'AC123', Digits: ['5678', '1234', '1234'] },
    'IK+Dwps556ElfBT0I3Rgjkr1wJU=',
  ],
  [`https://${HOST}${PATH}&bodySHA256=${JSON_HASH}`, {}, 'a9nBmqA0ju/hNViExpshrM61xv4='],
  [
    `https://example.com${PATH}`,
    { ...CALL, Caller: '+14158675310', From: '+14158675310' },
    'L/OH5YylLD5NRKLltdqwSvS0BnU=',
  ],
];

describe('twilioSignature', () => {
  it.each(vectors)('signs %s as published', (url, parameters, signature) => {
    expect(twilioSignature(TOKEN, url, parameters)).toBe(signature);
  });

  it('is accepted by the official check, and is not with another token, URL or value', () => {
    const url = 'https://herald.example/api/callback?delivery=1';
    const parameters = { MessageSid: 'SM1', MediaUrl2: 'b', MediaUrl10: 'a', Body: 'Grüße 👋 + & =' };
    const signature = twilioSignature(TOKEN, url, parameters);
    expect(validateRequest(TOKEN, signature, url, parameters)).toBe(true);
    expect(validateRequest('54321', signature, url, parameters)).toBe(false);
    expect(validateRequest(TOKEN, signature, `${url}2`, parameters)).toBe(false);
    expect(validateRequest(TOKEN, signature, url, { ...parameters, Body: 'Grüße' })).toBe(false);
  });
});
