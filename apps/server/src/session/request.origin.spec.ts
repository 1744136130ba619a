import type { FastifyRequest } from 'fastify';
import { isFromElsewhere, networkOf, originOf } from './request.origin.js';

const request = (headers: Record<string, string>, host = 'herald.example') =>
  ({ headers, host, ip: '192.0.2.1' }) as unknown as FastifyRequest;
const isElsewhere = (headers: Record<string, string>, host: string) =>
  isFromElsewhere(request(headers, host), 'https://herald.example/base');

describe('isFromElsewhere', () => {
  it.each<[string, Record<string, string>, string]>([
    ['the public address', { origin: 'https://herald.example' }, 'inside:3000'],
    ['the host that was asked', { origin: 'http://localhost:3000' }, 'localhost:3000'],
    ['nobody: no browser', {}, 'herald.example'],
    ['nobody, with a page of ours', { 'sec-fetch-site': 'same-origin' }, 'herald.example'],
    ['nobody, typed by a person', { 'sec-fetch-site': 'none' }, 'herald.example'],
  ])('lets in what comes from %s', (_, headers, host) => {
    expect(isElsewhere(headers, host)).toBe(false);
  });

  it.each<[string, Record<string, string>, string]>([
    ['another site', { origin: 'https://evil.example' }, 'herald.example'],
    ['a neighbour', { origin: 'https://other.herald.example' }, 'herald.example'],
    ['a name that begins the same', { origin: 'https://herald.example.evil.example' }, 'herald.example'],
    ['another port', { origin: 'http://localhost:3001' }, 'localhost:3000'],
    ['a sandboxed page or a file', { origin: 'null' }, 'herald.example'],
    ['something unreadable', { origin: 'herald.example' }, 'herald.example'],
    ['another site, without naming it', { 'sec-fetch-site': 'cross-site' }, 'herald.example'],
    ['a neighbour, without naming it', { 'sec-fetch-site': 'same-site' }, 'herald.example'],
  ])('refuses what comes from %s', (_, headers, host) => {
    expect(isElsewhere(headers, host)).toBe(true);
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('of %s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});

describe('originOf', () => {
  it('bounds what the caller chooses', () => {
    expect(originOf(request({ 'user-agent': 'x'.repeat(1_000) }))).toEqual({
      ip: '192.0.2.1',
      userAgent: 'x'.repeat(256),
    });
    expect(originOf(request({}))).toEqual({ ip: '192.0.2.1', userAgent: null });
  });
});
