import fc from 'fast-check';
import { type Look, judge } from './unknown.verdict.js';

const look = (part: Partial<Look>): Look => ({
  found: [],
  claimedIds: [],
  contestedIds: [],
  isRivalUnderWay: false,
  emptyLooks: 0,
  ...part,
});

describe('judge', () => {
  it.each([
    ['adopts the only message', look({ found: ['a'] }), { kind: 'adopt', providerMessageId: 'a' }],
    ['adopts a message that is listed twice', look({ found: ['a', 'a'] }), { kind: 'adopt', providerMessageId: 'a' }],
    [
      'adopts what is left when the others are owned',
      look({ found: ['a', 'b'], claimedIds: ['a'] }),
      { kind: 'adopt', providerMessageId: 'b' },
    ],
    ['cannot choose between two', look({ found: ['a', 'b'] }), { kind: 'ambiguous', candidates: 2 }],
    [
      'cannot take what may be a rival’s',
      look({ found: ['a'], contestedIds: ['a'] }),
      { kind: 'ambiguous', candidates: 1 },
    ],
    ['waits for an attempt that is under way', look({ found: ['a'], isRivalUnderWay: true }), { kind: 'wait' }],
    ['looks again when nothing was found', look({ found: [] }), { kind: 'empty' }],
    ['does not count what is owned', look({ found: ['a'], claimedIds: ['a'] }), { kind: 'empty' }],
    ['sends again after the second empty look', look({ emptyLooks: 1 }), { kind: 'resend' }],
    [
      'adopts what appears in the second look',
      look({ found: ['a'], emptyLooks: 1 }),
      { kind: 'adopt', providerMessageId: 'a' },
    ],
  ])('%s', (_title, given, verdict) => expect(judge(given, 2)).toEqual(verdict));

  it('adopts only what nobody else can own, and sends again only when there is nothing', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const looks = fc.record<Look>({
      found: fc.array(id, { maxLength: 6 }),
      claimedIds: fc.array(id, { maxLength: 4 }),
      contestedIds: fc.array(id, { maxLength: 4 }),
      isRivalUnderWay: fc.boolean(),
      emptyLooks: fc.nat(3),
    });
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 4 }), (given, needed) => {
        const open = new Set(given.found.filter((found) => !given.claimedIds.includes(found)));
        const verdict = judge(given, needed);
        const adopted = verdict.kind === 'adopt' ? verdict.providerMessageId : undefined;
        const isOurs = [...open].join() === adopted && !given.contestedIds.includes(adopted) && !given.isRivalUnderWay;
        expect(adopted === undefined || isOurs).toBe(true);
        expect(verdict.kind !== 'resend' || given.emptyLooks + 1 >= needed).toBe(true);
        expect(['resend', 'empty'].includes(verdict.kind)).toBe(open.size === 0);
      }),
    );
  });
});
