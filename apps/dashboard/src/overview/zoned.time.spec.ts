import { type Interval, intervalStart, nextInterval, zoneOffsetMs } from './zoned.time.js';

const HOUR_MS = 3_600_000;
const text = (ms: number) => new Date(ms).toISOString().slice(0, 16);

describe('zoneOffsetMs', () => {
  it.each([
    ['UTC', '2030-07-01T00:00:00Z', 0],
    ['Europe/Berlin', '2030-01-01T00:00:00Z', 1],
    ['Europe/Berlin', '2030-07-01T00:00:00Z', 2],
    ['Asia/Kathmandu', '2030-07-01T00:00:00Z', 5.75],
    ['America/New_York', '2030-12-31T23:59:59.999Z', -5],
  ])('knows the clocks of %s at %s', (zone, at, hours) => {
    expect(zoneOffsetMs(Date.parse(at), zone)).toBe(hours * HOUR_MS);
  });
});

describe('intervalStart', () => {
  it.each<[Interval, string, string, string]>([
    ['minute', 'Asia/Kolkata', '2030-01-01T10:11:12.345Z', '2030-01-01T10:11'],
    ['hour', 'UTC', '2030-01-01T10:11:12Z', '2030-01-01T10:00'],
    ['hour', 'Asia/Kolkata', '2030-01-01T10:11:12Z', '2030-01-01T09:30'],
    ['day', 'Asia/Kolkata', '2030-01-01T10:11:12Z', '2029-12-31T18:30'],
    ['day', 'America/New_York', '2030-01-01T03:00:00Z', '2029-12-31T05:00'],
    // The clocks go forward at 01:00 UTC on 31 March 2030 and back at 01:00 UTC on 27 October.
    ['day', 'Europe/Berlin', '2030-03-31T12:00:00Z', '2030-03-30T23:00'],
    ['day', 'Europe/Berlin', '2030-10-27T12:00:00Z', '2030-10-26T22:00'],
    ['hour', 'Europe/Berlin', '2030-10-27T00:30:00Z', '2030-10-27T00:00'],
    ['hour', 'Europe/Berlin', '2030-10-27T01:30:00Z', '2030-10-27T01:00'],
  ])('finds the %s in %s that holds %s', (interval, zone, at, start) => {
    expect(text(intervalStart(Date.parse(at), interval, zone))).toBe(start);
  });
});

describe('nextInterval', () => {
  it.each([
    ['2030-03-30T23:00:00Z', 23],
    ['2030-10-26T22:00:00Z', 25],
    ['2030-06-30T22:00:00Z', 24],
  ])('takes the day from %s in Berlin as %i hours', (start, hours) => {
    const startMs = Date.parse(start);
    expect(nextInterval(startMs, 'day', 'Europe/Berlin') - startMs).toBe(hours * HOUR_MS);
  });

  it('goes through every hour of a day on which the clocks are changed', () => {
    for (const [day, hours] of [
      ['2030-03-30T23:00:00Z', 23],
      ['2030-10-26T22:00:00Z', 25],
    ] as const) {
      const startMs = Date.parse(day);
      const endMs = nextInterval(startMs, 'day', 'Europe/Berlin');
      const starts: number[] = [];
      for (let at = startMs; at < endMs; at = nextInterval(at, 'hour', 'Europe/Berlin')) starts.push(at);
      expect(starts).toEqual(Array.from({ length: hours }, (_, hour) => startMs + hour * HOUR_MS));
    }
  });

  it('also moves on where the clocks are changed by half an hour', () => {
    let at = Date.parse('2030-10-05T12:00:00Z');
    for (let count = 0; count < 48; count += 1) {
      const next = nextInterval(at, 'hour', 'Australia/Lord_Howe');
      expect(next).toBeGreaterThan(at);
      at = next;
    }
  });
});
