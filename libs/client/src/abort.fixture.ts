/**
 * A controller that aborts by itself once `count` listeners were put on its signal: a call puts one on for each try and
 * one for each wait, so that 2 aborts in the wait after the first try.
 */
export function abortAtListener(count: number, reason: unknown): AbortController {
  const control = new AbortController();
  const { signal } = control;
  const add = signal.addEventListener.bind(signal);
  let added = 0;
  signal.addEventListener = (...listener: Parameters<typeof add>) => {
    add(...listener);
    added += 1;
    if (added === count) setImmediate(() => control.abort(reason));
  };
  return control;
}
