import { concerns, deliverySearch, searchParameters } from './delivery.search.js';

describe('The search of an address', () => {
  it('is what is known of it, in one form', () => {
    expect(deliverySearch({ status: ['seen', 'sent', 'gone', 7], q: 12_025_550_142, reason: '', other: 'x' })).toEqual({
      status: ['sent', 'seen'],
      q: '12025550142',
    });
    expect(deliverySearch({ status: 'discarded', tenant: 'acme' })).toEqual({ status: ['discarded'], tenant: 'acme' });
    expect(deliverySearch({ status: [], from: { a: 1 } })).toEqual({});
  });

  it('goes to the API with commas between statuses', () => {
    expect(searchParameters({ status: ['sent', 'seen'], q: 'a,b' })).toEqual({ status: 'sent,seen', q: 'a,b' });
    expect(searchParameters({})).toEqual({});
  });
});

describe('What happened concerns a search', () => {
  const event = {
    channel: 'mail',
    provider: null,
    recipient: 'jo',
    tenant: null,
    notificationId: 'n',
  };

  it.each([
    [{}, true],
    [{ status: ['seen' as const], q: 'anything', from: '2031-01-01' }, true],
    [{ channel: 'mail', recipient: 'jo' }, true],
    [{ channel: 'mail', recipient: 'no' }, false],
    [{ provider: 'post' }, false],
    [{ tenant: 'acme' }, false],
    [{ notificationId: 'm' }, false],
  ])('%j: %s', (search, expected) => {
    expect(concerns(search, event)).toBe(expected);
  });
});
