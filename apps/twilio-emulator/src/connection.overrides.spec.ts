import { callbackTarget, connectionOverrides, DEFAULT_OVERRIDES, isCallbackUrl } from './connection.overrides.js';

const URL_WITHOUT_FRAGMENT = 'https://herald.example/callback?delivery=1';

describe('connectionOverrides', () => {
  it('retries a failed connection once, and nothing else, without a fragment', () => {
    expect(connectionOverrides(URL_WITHOUT_FRAGMENT)).toEqual(DEFAULT_OVERRIDES);
    expect(DEFAULT_OVERRIDES).toMatchObject({ retries: 1, retryOn: new Set(['ct']), totalTimeoutMs: 15_000 });
  });

  it('reads every key', () => {
    expect(connectionOverrides(`${URL_WITHOUT_FRAGMENT}#ct=100&rt=200&tt=300&rc=5&rp=5xx,ct,rt`)).toEqual({
      connectTimeoutMs: 100,
      readTimeoutMs: 200,
      totalTimeoutMs: 300,
      retries: 5,
      retryOn: new Set(['5xx', 'ct', 'rt']),
    });
  });

  it.each(['ct=99', 'ct=10001', 'rt=15001', 'tt=0', 'rc=6', 'rc=-1', 'rc=1.5', 'rp=3xx', 'rp=', 'x=1', ''])(
    'takes #%s as absent',
    (fragment) => {
      expect(connectionOverrides(`${URL_WITHOUT_FRAGMENT}#${fragment}`)).toEqual(DEFAULT_OVERRIDES);
    },
  );
});

describe('callbackTarget', () => {
  it('keeps the URL as it was written, without its fragment', () => {
    expect(callbackTarget("https://user:p%40ss@Herald.example:443/a/../b?q='x'&e=%7E#rc=5")).toEqual({
      signedUrl: "https://user:p%40ss@Herald.example:443/a/../b?q='x'&e=%7E",
      origin: 'https://Herald.example:443',
      path: "/a/../b?q='x'&e=%7E",
      userInfo: 'user:p%40ss',
    });
  });
});

describe('isCallbackUrl', () => {
  it.each([
    'http://localhost:3000/x',
    'http://127.0.0.1:3000',
    'https://[::1]:8080/x',
    'https://a-b.example/x?y=%20#rc=5',
  ])('takes %s', (url) => {
    expect(isCallbackUrl(url)).toBe(true);
  });

  it.each([
    'herald.example/x',
    '/x',
    'ftp://herald.example/x',
    'https://my_host.example/x',
    'https:///x',
    'https://herald.example/a b',
    'https://herald.example/ü',
    'https://herald.example/?x=%zz',
    `https://herald.example/${'x'.repeat(4_000)}`,
  ])('does not take %s', (url) => {
    expect(isCallbackUrl(url)).toBe(false);
  });
});
