/** A place in the work where a process dies. */
export interface CrashPoint {
  /** Of the matrix, with the number of the point. */
  id: string;
  name: string;
  /** The diagnostics channel that is passed there: Herald's own, or undici's. */
  channel: string;
  /** Who passes it, where servers and workers are apart. */
  by: 'server' | 'worker';
  /** True when the message that the process died over may be at the vendor without Herald knowing; undefined: not to be said. */
  mayLeaveUnknown?: boolean;
  /** True when many messages pass it at once. */
  isPassedTogether?: true;
}

/** What dies there has counted, and not committed. */
export const STATISTICS_POINT = 'herald.statistics.counted';

/** The points of row 1: the nine of the matrix, and the sweeper. */
export const CRASH_POINTS: readonly CrashPoint[] = [
  {
    id: '1.1',
    name: 'kill -9 before the attempt’s commit',
    channel: 'herald.attempt.due',
    by: 'worker',
    mayLeaveUnknown: false,
  },
  {
    id: '1.2',
    name: 'kill -9 after the attempt’s commit, before the write to the vendor',
    channel: 'herald.attempt.begun',
    by: 'worker',
    mayLeaveUnknown: true,
  },
  {
    id: '1.3',
    name: 'kill -9 after the vendor accepted, before its answer is read',
    channel: 'undici:request:headers',
    by: 'worker',
    mayLeaveUnknown: true,
  },
  {
    id: '1.4',
    name: 'kill -9 after the answer, before the outcome’s commit',
    channel: 'herald.attempt.answered',
    by: 'worker',
    mayLeaveUnknown: true,
  },
  {
    id: '1.5',
    name: 'kill -9 after the outcome’s commit, before the queue is told',
    channel: 'herald.attempt.finished',
    by: 'worker',
    mayLeaveUnknown: false,
  },
  { id: '1.6', name: 'kill -9 before a callback’s commit', channel: 'herald.callback.verified', by: 'server' },
  {
    id: '1.7',
    name: 'kill -9 after a callback’s commit, before the 2xx',
    channel: 'herald.callback.stored',
    by: 'server',
  },
  {
    id: '1.8',
    name: 'kill -9 of the dispatcher between claim and queue',
    channel: 'herald.dispatch.claimed',
    isPassedTogether: true,
    by: 'worker',
    mayLeaveUnknown: false,
  },
  {
    id: '1.9',
    name: 'kill -9 of the roll-up of statistics in the middle of a batch',
    channel: STATISTICS_POINT,
    isPassedTogether: true,
    by: 'worker',
  },
  {
    id: '1.10',
    name: 'kill -9 of the sweeper when it has taken claims back, before it tells',
    channel: 'herald.claims.reclaimed',
    by: 'worker',
  },
];

/** Where a death leaves a claim behind that runs out. */
export const CLAIM_LEAVING_POINT: CrashPoint = {
  id: '',
  name: 'leave a claim',
  channel: 'herald.attempt.begun',
  by: 'worker',
};

/** The sweeper's point comes only where claims ran out. */
export const SWEEPER_POINT = 'herald.claims.reclaimed';
