import { actionWords, auditSearch } from './audit.search.js';

it('takes of an address what it knows', () => {
  expect(auditSearch({ memberId: 'x', action: '', outcome: 'refused', from: 7, more: 'y' })).toEqual({
    memberId: 'x',
    outcome: 'refused',
  });
  expect(auditSearch({ outcome: 'toString' })).toEqual({});
});

it.each([
  ['updateIntegration', 'Update integration'],
  ['signIn', 'Sign in'],
  ['notify', 'Notify'],
])('says %s as %s', (action, words) => {
  expect(actionWords(action)).toBe(words);
});
