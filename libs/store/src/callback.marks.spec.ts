import { type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

describe('the marks of callbacks', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await openTestStore();
  });
  afterAll(() => test.close());

  it('keep the last times and the sum, whatever order processes tell them in', async () => {
    const apiKey = uuidv7();
    const { id } = await test.store.apps.ensure('app', { apiKey, apiSecret: 'secret' });
    const news = { apiKey, provider: 'fake', receivedAt: null, refused: 0, refusedAt: null };
    const [early, late] = [new Date('2030-01-01T00:00:00Z'), new Date('2030-01-02T00:00:00Z')];
    await test.store.callbackMarks.add([{ ...news, receivedAt: late }]);
    await test.store.callbackMarks.add([{ ...news, receivedAt: early, refused: 2, refusedAt: early }]);
    await test.store.callbackMarks.add([
      { ...news, refused: 3, refusedAt: late },
      { ...news, apiKey: 'unknown' },
      { ...news, provider: 'other', receivedAt: early },
    ]);
    expect(await test.store.callbackMarks.of(id)).toEqual(
      new Map([
        ['fake', { lastReceivedAt: late, refused: 5, lastRefusedAt: late }],
        ['other', { lastReceivedAt: early, refused: 0, lastRefusedAt: null }],
      ]),
    );
  });
});
