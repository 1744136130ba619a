import { setTimeout } from 'node:timers/promises';
import { StoreUnavailableError } from '#herald/store';
import { Logger } from '@nestjs/common';
import { RegularTask } from './regular.task.js';

describe('a regular task', () => {
  const told = jest.fn<void, [unknown, string]>();

  beforeEach(() => {
    told.mockReset();
    Logger.overrideLogger({ log: () => undefined, warn: () => undefined, error: told });
  });
  afterAll(() => Logger.overrideLogger(['error', 'warn', 'log']));

  /** Runs these one after the other, the last again and again; gives the task, and waits until so many have begun. */
  function started(...runs: (() => Promise<unknown>)[]) {
    const begunAtMs: number[] = [];
    let tell: () => void = () => undefined;
    const run = () => {
      begunAtMs.push(performance.now());
      tell();
      return (runs[begunAtMs.length - 1] ?? runs.at(-1) ?? (() => Promise.resolve()))();
    };
    const task = new RegularTask(run, { pauseMs: 1, context: 'Test', failure: 'Counting failed' });
    task.start();
    const haveBegun = async (count: number) => {
      while (begunAtMs.length < count) await new Promise<void>((resolve) => (tell = resolve));
    };
    return { task, haveBegun, begunAtMs };
  }

  it('goes on after a run that failed, and tells of it', async () => {
    const failing = () => Promise.reject(new Error('No'));
    const { task, haveBegun } = started(failing, () => Promise.resolve());
    await haveBegun(3);
    await task.stop();
    expect(told).toHaveBeenCalledTimes(1);
    expect(told.mock.calls[0]).toEqual(expect.arrayContaining(['Counting failed; it is tried again', 'Test']));
  });

  it('tells nothing of an outage of the store', async () => {
    const { task, haveBegun } = started(() => Promise.reject(new StoreUnavailableError('away')));
    await haveBegun(3);
    await task.stop();
    expect(told).not.toHaveBeenCalled();
  });

  it('ends with the run that is under way when it is stopped, whose failure is no news then', async () => {
    let fail: (error: Error) => void = () => undefined;
    const { task, haveBegun, begunAtMs } = started(() => new Promise((_, reject) => (fail = reject)));
    await haveBegun(1);
    const stopped = task.stop();
    expect(task.isStopped).toBe(true);
    fail(new Error('Cut short'));
    await stopped;
    await setTimeout(20);
    expect(begunAtMs).toHaveLength(1);
    expect(told).not.toHaveBeenCalled();
  });
});
