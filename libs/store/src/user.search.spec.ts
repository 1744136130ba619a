import { InvalidCursorError } from '#herald/store';
import { type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

describe('the search of users', () => {
  let test: TestStore;
  let appId: string;

  beforeAll(async () => {
    test = await openTestStore();
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    const profiles = {
      'user-1': { phoneNumber: '+1 (202) 555-0142', email: 'Jo@Example.com' },
      'user-2': { phoneNumber: '+12025550142' },
      'User-3': {},
      'user_4%': { email: 'jo@example.com' },
      żółw: {},
    };
    for (const [identifier, profile] of Object.entries(profiles))
      await test.store.users.upsert(appId, identifier, profile);
  });
  afterAll(() => test.close());

  async function found(q: string | undefined, limit = 2): Promise<string[]> {
    const users: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await test.store.userSearch.page(appId, {
        limit,
        ...(q !== undefined && { q }),
        ...(after && { after }),
      });
      users.push(...page.data.map(({ identifier }) => identifier));
      if (page.next === null) return users;
      after = page.next;
    }
  }

  it.each([
    [undefined, ['User-3', 'user-1', 'user-2', 'user_4%', 'żółw']],
    ['user-', ['user-1', 'user-2']],
    ['user_', ['user_4%']],
    ['user_4%', ['user_4%']],
    ['%', []],
    ['ż', ['żółw']],
    ['+12025550142', ['user-1', 'user-2']],
    ['1 202 555 0142', ['user-1', 'user-2']],
    ['JO@example.com', ['user-1', 'user_4%']],
    ['jo@', []],
  ])('finds for %j %j, page by page', async (q, users) => {
    for (const limit of [1, 2, 9]) expect(await found(q, limit)).toEqual(users);
  });

  it('keeps apps apart, and refuses a cursor of another make', async () => {
    expect((await test.store.userSearch.page(uuidv7(), { limit: 9 })).data).toEqual([]);
    await expect(test.store.userSearch.page(appId, { limit: 9, after: '?' })).rejects.toThrow(InvalidCursorError);
  });
});
