import { parseTrustedProxies } from './trusted-proxies.format.js';

describe('parseTrustedProxies', () => {
  it.each([
    ['loopback', ['loopback']],
    ['10.0.0.0/8, 192.0.2.7', ['10.0.0.0/8', '192.0.2.7']],
    ['2001:db8::/32,uniquelocal,linklocal', ['2001:db8::/32', 'uniquelocal', 'linklocal']],
  ])('reads %s', (text, proxies) => {
    expect(parseTrustedProxies(text)).toEqual(proxies);
  });

  it.each([
    'proxy.example',
    '10.0.0.0/33',
    '2001:db8::/129',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '10.0.0.1,',
    'true',
    '*',
    '1',
  ])('refuses %s', (text) => {
    expect(parseTrustedProxies(text)).toBeUndefined();
  });
});
