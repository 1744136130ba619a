import { notifications } from '@mantine/notifications';
import { HeraldProblem } from '../api/herald.problem.js';

const CLOSE = { 'aria-label': 'Close' };

/** Tells of a change that did not come about, where no form can show it. */
export function showProblem(error: unknown): void {
  const isProblem = error instanceof HeraldProblem;
  notifications.show({
    color: 'red',
    title: isProblem ? error.title : 'This did not work',
    message: isProblem
      ? [error.detail, ...error.faults.map(({ path, message }) => `${path} ${message}`)].join(' ')
      : String(error),
    autoClose: 10_000,
    closeButtonProps: CLOSE,
  });
}

/** Tells that something was done. */
export function showDone(message: string): void {
  notifications.show({ message, autoClose: 4_000, closeButtonProps: CLOSE });
}
