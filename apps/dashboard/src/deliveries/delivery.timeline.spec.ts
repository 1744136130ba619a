import { type TimelineSource, durationWords, timelineOf, vendorTime } from './delivery.timeline.js';

const at = (second: number) => new Date(Date.UTC(2030, 0, 31, 9, 0, second)).toISOString();

const ATTEMPT = {
  startedAt: at(1),
  finishedAt: at(2),
  outcome: 'accepted' as const,
  cause: null,
  providerCode: null,
  explanation: null,
  duplicateRisk: false,
};
const EVENT = {
  notificationId: 'n',
  deliveryId: 'd',
  recipient: 'jo',
  tenant: null,
  channel: 'test',
  provider: 'fake',
  providerMessageId: 'm',
  reason: null,
};
const CALLBACK = { contentType: null, body: '', signals: [] };

const SOURCE: TimelineSource = {
  status: 'delivered',
  createdAt: at(0),
  sendAt: null,
  waiting: null,
  attempts: [
    { ...ATTEMPT, number: 1 },
    { ...ATTEMPT, number: 2, startedAt: at(3) },
  ],
  callbacks: [{ ...CALLBACK, id: 'c', receivedAt: at(6) }],
  events: [
    { ...EVENT, id: 'e1', type: 'sent', occurredAt: at(4), recordedAt: at(4) },
    { ...EVENT, id: 'e2', type: 'delivered', occurredAt: at(2), recordedAt: at(6) },
  ],
};

describe('The timeline of a delivery', () => {
  it('tells attempts, callbacks and events in one order of time, causes first', () => {
    expect(timelineOf(SOURCE).map(({ key }) => key)).toEqual([
      'accepted',
      'attempt 1',
      'attempt 2',
      'event e1',
      'callback c',
      'event e2',
    ]);
  });

  it('ends with what the delivery waits for, since whenever it does', () => {
    const waiting = { stage: 'unknown' as const, since: at(0), dueAt: at(9), explanation: 'It waits.' };
    const keys = timelineOf({ ...SOURCE, waiting }).map(({ key }) => key);
    expect(keys.at(-1)).toBe('waiting');
    expect(keys).toHaveLength(7);
  });

  it('is told without what is not known', () => {
    const { status, waiting, attempts, events } = SOURCE;
    expect(timelineOf({ status, waiting, attempts, events }).map(({ kind }) => kind)).toEqual([
      'attempt',
      'attempt',
      'event',
      'event',
    ]);
  });
});

it.each([
  [0, 0, '0 ms'],
  [0, 1, '1.0 s'],
  [0, 59, '59.0 s'],
  [0, 180, '3 min'],
  [1, 0, '0 ms'],
])('The time from second %s to %s is %s', (from, to, words) => {
  expect(durationWords(at(from), at(to))).toBe(words);
});

it("A vendor's time is told where it differs", () => {
  expect(vendorTime({ occurredAt: at(1), recordedAt: at(1) })).toBeNull();
  expect(vendorTime({ occurredAt: at(1), recordedAt: at(4) })).toBe(at(1));
});
