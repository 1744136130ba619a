import fc from 'fast-check';
import { DELIVERY_STATUSES, type DeliveryStatus, statusOfRank, statusRank } from './delivery.status.js';

const STATUS = fc.constantFrom(...DELIVERY_STATUSES);
const higher = (one: DeliveryStatus, other: DeliveryStatus) =>
  statusOfRank(Math.max(statusRank(one), statusRank(other)));
const folded = (statuses: readonly DeliveryStatus[]) => statuses.reduce(higher, 'pending');

describe('the order of statuses', () => {
  it.each([
    ['pending', 0],
    ['sent', 1],
    ['discarded', 2],
    ['delivered', 3],
    ['seen', 4],
  ] as const)('%s is kept as %i', (status, rank) => {
    expect(statusRank(status)).toBe(rank);
    expect(statusOfRank(rank)).toBe(status);
  });

  it.each<[DeliveryStatus[], DeliveryStatus]>([
    [[], 'pending'],
    [['sent'], 'sent'],
    [['sent', 'discarded'], 'discarded'],
    [['discarded', 'sent'], 'discarded'],
    [['delivered', 'discarded'], 'delivered'],
    [['discarded', 'delivered'], 'delivered'],
    [['seen', 'delivered', 'sent'], 'seen'],
  ])('of %j comes %s', (statuses, highest) => expect(folded(statuses)).toBe(highest));

  it('has a highest that does not depend on order, grouping or repetition', () => {
    fc.assert(
      fc.property(STATUS, STATUS, STATUS, (a, b, c) => {
        expect(higher(a, b)).toBe(higher(b, a));
        expect(higher(higher(a, b), c)).toBe(higher(a, higher(b, c)));
        expect(higher(a, a)).toBe(a);
        expect(higher('pending', a)).toBe(a);
      }),
    );
  });

  it('gives every status back', () => {
    fc.assert(fc.property(STATUS, (status) => expect(statusOfRank(statusRank(status))).toBe(status)));
  });

  it.each([-1, 5, 0.5, Number.NaN])('has no status of rank %d', (rank) => {
    expect(() => statusOfRank(rank)).toThrow(new RangeError(`No delivery status has rank ${rank}`));
  });
});
