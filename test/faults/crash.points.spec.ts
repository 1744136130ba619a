import { ENGINE_CHANNELS } from '#herald/engine';
import { CRASH_POINTS } from './crash.points.js';

describe('The crash points', () => {
  const points = CRASH_POINTS.map(({ channel }) => channel);
  // The statistics have no row of the matrix yet; their own spec gives a part up before its commit.
  const { statisticsCounted: _statistics, ...inRows } = ENGINE_CHANNELS;
  const channels = Object.values(inRows).map(({ name }) => String(name));

  it('are the channels of the engine, and the one where undici has the vendor’s answer', () => {
    expect(points.toSorted()).toEqual([...channels, 'undici:request:headers'].toSorted());
  });

  it('are the nine of the matrix', () => {
    expect(new Set(CRASH_POINTS.map(({ id }) => id)).size).toBe(9);
  });
});
