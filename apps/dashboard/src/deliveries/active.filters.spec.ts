import { activeFilters, changed, without } from './active.filters.js';

const NAMES = {
  providerLabel: (id: string) => `provider ${id}`,
  channelLabel: (id: string) => `channel ${id}`,
  integrationLabel: (id: string) => `integration ${id}`,
};

it('Filters that are set are told in words', () => {
  const search = {
    status: ['sent' as const, 'seen' as const],
    q: 'jo',
    reason: 'content_invalid',
    provider: 'p',
    to: 'x',
  };
  expect(activeFilters(search, NAMES).map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Search: jo',
    'Status: sent, seen',
    'Reason: Content invalid',
    'Provider: provider p',
    'To: x',
  ]);
  expect(activeFilters({}, NAMES)).toEqual([]);
});

it('A filter is set, replaced and removed without touching the others', () => {
  expect(changed({ q: 'jo', tenant: 'acme' }, { q: 'no', channel: 'mail' })).toEqual({
    q: 'no',
    tenant: 'acme',
    channel: 'mail',
  });
  expect(changed({ q: 'jo', status: ['sent'] }, { q: '', status: [] })).toEqual({});
  expect(changed({ q: 'jo' }, { q: undefined })).toEqual({});
  expect(without({ q: 'jo', tenant: 'acme' }, 'q')).toEqual({ tenant: 'acme' });
});
