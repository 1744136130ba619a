import { intervalLabels } from './interval.labels.js';

const hours = (from: string, count: number) =>
  Array.from({ length: count }, (_, hour) => Date.parse(from) + hour * 3_600_000);

describe('intervalLabels', () => {
  it('names intervals by the clocks of the zone', () => {
    expect(intervalLabels(hours('2030-01-01T10:30:00Z', 1), 'minute', 'Asia/Kolkata', 'en-GB')).toEqual(['16:00']);
    expect(intervalLabels(hours('2030-01-01T23:00:00Z', 1), 'hour', 'Europe/Berlin', 'en-GB')).toEqual([
      expect.stringMatching(/^Wed.*2 Jan.*00:00$/),
    ]);
    expect(intervalLabels(hours('2030-01-01T23:00:00Z', 1), 'day', 'Europe/Berlin', 'en-GB')).toEqual([
      expect.stringMatching(/^Wed.*2 Jan$/),
    ]);
  });

  it('tells the hour that comes twice apart', () => {
    const labels = intervalLabels(hours('2030-10-26T23:00:00Z', 4), 'hour', 'Europe/Berlin', 'en-GB');
    expect(new Set(labels).size).toBe(4);
    expect(labels[1]).toMatch(/02:00 .*(CEST|GMT\+2)$/);
    expect(labels[2]).toMatch(/02:00 .*(CET|GMT\+1)$/);
    expect(labels[3]).toMatch(/03:00$/);
  });
});
