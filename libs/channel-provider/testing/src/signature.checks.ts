import * as fc from 'fast-check';
import type { CallbackRequest, ProviderConfig, ProviderWebhook } from '#herald/channel-provider';
import { callbackPairs } from './fixture.pairs.js';
import type { ProviderSuite, SuiteCheck } from './provider-suite.contract.js';
import { CANARIES, expectNoSecret } from './secret.hunt.js';
import { NOWHERE, callbackUrl } from './suite.subject.js';

/** A callback counts only when it was signed with the key of the configuration it is verified with. */
export function signatureChecks(suite: ProviderSuite): SuiteCheck[] {
  const { webhook } = suite.create(NOWHERE);
  if (webhook === undefined) return [];
  const checks: [string, (forgery: Forgery) => void][] = [
    ['what the vendor signed is accepted', checkGenuine],
    ['unsigned is refused', checkUnsigned],
    ["another account's key is refused", checkForeignKey],
    ['an empty or missing secret verifies nothing', checkEmptySecret],
    ['every changed byte of the body is refused', checkBodyTampered],
    ['every changed character of the address is refused', checkUrlTampered],
    ['every changed character of the signature is refused', checkSignatureTampered],
    ['any signature and any bytes are refused, never thrown at', checkAnySignature],
    ['the account is claimed in the terms of accountOf', checkAccounts],
  ];
  return checks.map(([title, check]) => ({
    title: `signature: ${title}`,
    run: () => check(forgeryOf(suite, webhook)),
  }));
}

interface Forgery {
  suite: ProviderSuite;
  webhook: ProviderWebhook<ProviderConfig>;
  config: ProviderConfig;
  unsigned: CallbackRequest[];
  signed: CallbackRequest[];
  sign(callback: CallbackRequest, config: ProviderConfig): CallbackRequest;
}

function forgeryOf(suite: ProviderSuite, webhook: ProviderWebhook<ProviderConfig>): Forgery {
  const { manifest } = suite.create(NOWHERE);
  const unsigned = callbackPairs(suite.fixtures, callbackUrl(manifest.id)).map(({ callback }) => callback);
  if (unsigned.length === 0) throw new Error('a provider with a webhook needs fixtures in callbacks/');
  const sign = (callback: CallbackRequest, config: ProviderConfig) => {
    if (suite.signCallback === undefined) throw new Error('a provider with a webhook needs signCallback in its suite');
    return suite.signCallback(callback, config);
  };
  const config = suite.config(NOWHERE, 1, CANARIES[1]);
  return { suite, webhook, config, unsigned, sign, signed: unsigned.map((callback) => sign(callback, config)) };
}

function expectRefused({ webhook, config }: Forgery, callback: CallbackRequest, how: string): void {
  if (webhook.verify(callback, config)) throw new Error(`a callback was accepted although ${how}`);
}

function checkGenuine({ webhook, config, signed }: Forgery): void {
  for (const callback of signed) expect(webhook.verify(callback, config)).toBe(true);
}

function checkUnsigned(forgery: Forgery): void {
  for (const callback of forgery.unsigned) expectRefused(forgery, callback, 'it carries no signature');
}

function checkForeignKey(forgery: Forgery): void {
  const other = forgery.suite.config(NOWHERE, 2, CANARIES[2]);
  for (const callback of forgery.unsigned) {
    expectRefused(forgery, forgery.sign(callback, other), 'it was signed with the key of another account');
  }
}

function checkEmptySecret(forgery: Forgery): void {
  const { config: fields } = forgery.suite.create(NOWHERE).manifest;
  const isSecret = (name: string) => fields[name]?.secret === true;
  const entries = Object.entries(forgery.config);
  const empty = Object.fromEntries(entries.map(([name, value]) => [name, isSecret(name) ? '' : value]));
  const absent = Object.fromEntries(entries.filter(([name]) => !isSecret(name)));
  for (const callback of forgery.unsigned) {
    const withEmpty = forgery.sign(callback, empty);
    for (const config of [empty, absent]) {
      expectRefused({ ...forgery, config }, withEmpty, 'it was signed with an empty secret');
      expectRefused({ ...forgery, config }, callback, 'there is no secret to verify with');
    }
  }
}

function checkBodyTampered(forgery: Forgery): void {
  for (const callback of forgery.signed) {
    for (let at = 0; at < callback.body.length; at += 1) {
      const body = Buffer.from(callback.body);
      body.writeUInt8(body.readUInt8(at) ^ 1, at);
      expectRefused(forgery, { ...callback, body }, `byte ${at} of its body was changed`);
    }
    expectRefused(forgery, { ...callback, body: Buffer.alloc(0) }, 'its body was removed');
    const longer = Buffer.concat([callback.body, Buffer.from('&x=1')]);
    expectRefused(forgery, { ...callback, body: longer }, 'its body was extended');
  }
}

function checkUrlTampered(forgery: Forgery): void {
  for (const callback of forgery.signed) {
    for (let at = 0; at < callback.url.length; at += 1) {
      expectRefused(
        forgery,
        { ...callback, url: flipped(callback.url, at) },
        `character ${at} of its address was changed`,
      );
    }
    expectRefused(forgery, { ...callback, url: `${callback.url}&x=1` }, 'its address was extended');
  }
}

function checkSignatureTampered(forgery: Forgery): void {
  forgery.signed.forEach((callback, index) => {
    for (const name of signatureHeaders(forgery.unsigned[index], callback)) {
      const value = String(callback.headers[name]);
      const variants: (string | string[] | undefined)[] = ['', undefined, [], `${value}x`, value.slice(1), 'ü'];
      // The last two characters of a base64 text can hold bits that decode to nothing.
      for (let at = 0; at < value.length - 2; at += 1) variants.push(flipped(value, at));
      for (const variant of variants) {
        const headers = { ...callback.headers, [name]: variant };
        expectRefused(forgery, { ...callback, headers }, `its ${name} became ${JSON.stringify(variant)}`);
      }
    }
  });
}

function signatureHeaders(unsigned: CallbackRequest | undefined, signed: CallbackRequest): string[] {
  const names = Object.keys(signed.headers).filter((name) => signed.headers[name] !== unsigned?.headers[name]);
  expect(names).not.toEqual([]);
  return names;
}

function checkAnySignature(forgery: Forgery): void {
  const [unsigned] = forgery.unsigned;
  const [signed] = forgery.signed;
  if (unsigned === undefined || signed === undefined) return;
  const names = signatureHeaders(unsigned, signed);
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string(), { maxLength: 3 }), fc.base64String());
  const bytes = fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(value, bytes, fc.string({ unit: 'binary' }), (signature, body, url) => {
      const headers = { ...unsigned.headers, ...Object.fromEntries(names.map((name) => [name, signature])) };
      expectRefused(forgery, { ...unsigned, headers, body }, 'its signature was made up');
      expectRefused(forgery, { ...signed, url }, 'its address was made up');
    }),
    { numRuns: 200 },
  );
}

function checkAccounts({ suite, webhook, config, signed }: Forgery): void {
  const account = webhook.accountOf(config);
  const other = webhook.accountOf(suite.config(NOWHERE, 2, CANARIES[2]));
  expect(account).toMatch(/\S/);
  expect(other).not.toBe(account);
  expectNoSecret([account, other], 'accountOf');
  const claimed = signed.map((callback) => webhook.claimedAccount(callback));
  if (!claimed.includes(account)) {
    throw new Error(`no fixture of callbacks/ claims to come from account 1 (${account}): ${claimed.join(', ')}`);
  }
}

function flipped(text: string, at: number): string {
  return `${text.slice(0, at)}${String.fromCharCode(text.charCodeAt(at) ^ 1)}${text.slice(at + 1)}`;
}
