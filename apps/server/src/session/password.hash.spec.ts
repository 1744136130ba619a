import { hash } from '@node-rs/argon2';
import { PasswordHasher } from './password.hash.js';

describe('PasswordHasher', () => {
  const passwords = new PasswordHasher();

  it('makes argon2id hashes at the cost of RFC 9106, each with a salt of its own', async () => {
    const [one, other] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(other).not.toBe(one);
    expect(await passwords.matches('correct horse', one)).toBe(true);
    expect(await passwords.matches('correct hors', one)).toBe(false);
    expect(passwords.isOutdated(one)).toBe(false);
  });

  it('takes one password typed in two ways for one', async () => {
    const composed = await passwords.hash('p\u00e4ssw\u00f6rter viele');
    expect(await passwords.matches('pa\u0308sswo\u0308rter viele', composed)).toBe(true);
  });

  it('matches nothing where there is no hash', async () => {
    expect(await passwords.matches('', null)).toBe(false);
    expect(await passwords.matches('correct horse', null)).toBe(false);
  });

  it('knows hashes that were made at another cost', async () => {
    const cheap = await hash('correct horse', { memoryCost: 1024, timeCost: 1, parallelism: 1 });
    expect(await passwords.matches('correct horse', cheap)).toBe(true);
    expect(passwords.isOutdated(cheap)).toBe(true);
  });

  it('refuses what comes on top of a queue, and does the rest', async () => {
    const cheap = await hash('correct horse', { memoryCost: 1024, timeCost: 1, parallelism: 1 });
    const checks = Array.from({ length: 60 }, () => passwords.matches('correct horse', cheap));
    const results = await Promise.allSettled(checks);
    const done = results.filter(({ status }) => status === 'fulfilled');
    expect(done).toHaveLength(34);
    expect(results.at(-1)).toMatchObject({ reason: { name: 'OverloadedError' } });
  });
});
