import { type ReportRow, headline, markdownTable, quantile } from './fault.report.js';
import { withFigures } from './published.figures.js';

const ROW: ReportRow = {
  id: '1.3',
  fault: 'a | b',
  place: 'embedded store',
  isCrash: true,
  seconds: 60,
  injected: 500,
  acknowledged: 4_000,
  lost: 1,
  unsettled: 0,
  discarded: 0,
  flaggedDuplicates: 2,
  unflaggedDuplicates: 1,
  wrongAdoptions: 0,
  wrongStatuses: 0,
  unknown: { callback: 3, list: 4, resend: 5 },
  resumedMs: [1_000, 2_000],
  inDoubtMs: [],
  notes: { calls: 7 },
  broken: ['1 acknowledged and lost'],
};

describe('The published figures', () => {
  const figures = {
    command: 'npm run faults -- --seed 1',
    date: '2026-01-01',
    cpu: 'a CPU',
    cores: 2,
    memoryGiB: 8,
    versions: { Redis: '7' },
    seed: 1,
    runs: 500,
    headline: headline([ROW]),
    rows: [ROW],
  };
  const PAGE = 'before\n<!-- figures of npm run faults -->\nold\n<!-- prettier-ignore-end -->\nafter';

  it('take the place of earlier ones, and nothing else', () => {
    const once = withFigures(PAGE, figures);
    expect(once).toMatch(/^before\n/);
    expect(once).toMatch(/\nafter$/);
    expect(once).not.toContain('old');
    expect(once).toContain('a CPU, 2 cores, 8 GiB; Redis 7.');
    expect(withFigures(once, figures)).toBe(once);
  });

  it('want a place on the page', () => {
    expect(() => withFigures('before', figures)).toThrow(RangeError);
  });

  it('are rates over what happened', () => {
    expect(figures.headline).toEqual({
      acknowledged: 4_000,
      lost: 1,
      lostPerMillion: 250,
      lostPerMillionBelow: undefined,
      injected: 500,
      flaggedDuplicates: 2,
      unflaggedDuplicates: 1,
      crashes: {
        rows: ['1'],
        crashes: 500,
        flaggedDuplicates: 2,
        unflaggedDuplicates: 1,
        resumedP99Ms: 2_000,
        inDoubtP99Ms: undefined,
      },
    });
  });

  it('count as crashes only what kills a process of Herald', () => {
    const { crashes, injected } = headline([ROW, { ...ROW, id: '3', isCrash: false, flaggedDuplicates: 9 }]);
    expect({ injected, crashes }).toMatchObject({ injected: 1_000, crashes: { crashes: 500, flaggedDuplicates: 2 } });
  });

  it('say how sure it is that nothing is lost', () => {
    expect(headline([{ ...ROW, lost: 0 }]).lostPerMillionBelow).toBe(750);
    expect(headline([]).lostPerMillionBelow).toBeUndefined();
    const page = withFigures(PAGE, { ...figures, headline: headline([{ ...ROW, lost: 0 }]) });
    expect(page).toContain('| 0 (0 of 4,000; below 750 with 95 % confidence, by the rule of three) |');
    expect(page).toContain('| 4.0 (2 in 500 `kill -9` of rows 1) |');
  });

  it('are a row each, broken promises included', () => {
    const cells = markdownTable([ROW]).split('\n').at(-1);
    expect(cells).toBe(
      '| 1.3 | a \\| b | embedded store | 500 | 4000 | 1 | 2 | 1 | 3 / 4 / 5 | 1.0 s / 2.0 s | – | calls: 7; BROKEN: 1 acknowledged and lost |',
    );
  });

  it('take quantiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([0.5, 0.99].map((share) => quantile(hundred, share))).toEqual([50, 99]);
    expect(quantile([], 0.5)).toBeUndefined();
  });
});
