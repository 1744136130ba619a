import { PASSWORD_LENGTH, passwordFaults } from './password.rules.js';

const EMAIL = 'Josephine@example.com';
const faultsOf = (password: string) => passwordFaults(password, EMAIL, 'password');

describe('passwordFaults', () => {
  it.each(['correct horse battery', 'öäüßéèê ñandú 🐴🐴', 'jo-k3#Lm9!pQ', 'x'.repeat(240) + ' is long'])(
    'takes %s',
    (password) => {
      expect(faultsOf(password)).toEqual([]);
    },
  );

  it.each([
    ['one that is short', 'elevenchars', 'must have 12 to 256 characters'],
    ['one that is long', 'correct horse '.repeat(20), 'must have 12 to 256 characters'],
    ['the e-mail address', 'JOSEPHINE@example.com', 'must not be made of the e-mail address'],
    ['the name in the address, with a little around it', 'josephine2026', 'must not be made of the e-mail address'],
    ['one character repeated', 'aaaaaaaaaaaaaaaa', 'is too easy to guess; take several words, say'],
    ['two characters in turn', 'abababababab', 'is too easy to guess; take several words, say'],
    ['a row of keys', 'qwertyuiopasdf', 'is too easy to guess; take several words, say'],
    ['a row of digits', '123456789012', 'is too easy to guess; take several words, say'],
  ])('refuses %s', (_, password, message) => {
    expect(faultsOf(password)).toEqual([{ path: 'password', message }]);
  });

  it('counts from the first to the last allowed length', () => {
    const of = (length: number) => 'correct horse battery staple '.repeat(10).slice(0, length);
    expect(faultsOf(of(PASSWORD_LENGTH.min))).toEqual([]);
    expect(faultsOf(of(PASSWORD_LENGTH.max))).toEqual([]);
    expect(faultsOf(of(PASSWORD_LENGTH.min - 1))).toHaveLength(1);
    expect(faultsOf(of(PASSWORD_LENGTH.max + 1))).toHaveLength(1);
  });
});
