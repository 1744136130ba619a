import { ENGINE_CHANNELS } from '#herald/engine';
import { CRASH_POINTS } from './crash.points.js';

describe('The crash points', () => {
  const points = CRASH_POINTS.map(({ channel }) => channel);
  const channels = Object.values(ENGINE_CHANNELS).map(({ name }) => String(name));

  it('are the channels of the engine, and the one where undici has the vendor’s answer', () => {
    expect(points.toSorted()).toEqual([...channels, 'undici:request:headers'].toSorted());
  });

  it('are the nine of the matrix, and the sweeper', () => {
    expect(new Set(CRASH_POINTS.map(({ id }) => id)).size).toBe(10);
  });
});
