import { Child } from '../environment/child.process.js';

/** Ends what runs beside the bench. */
type End = () => Promise<void>;

const running = new Set<End>();
let isBrokenOff = false;

/**
 * For what was started beside the bench, or is being started: the same end, which a bench that is broken off calls, too.
 * Whoever comes second waits for nothing.
 */
export function alsoWhenBrokenOff(end: End): End {
  const endOnce = async () => {
    if (running.delete(endOnce)) await end();
  };
  running.add(endOnce);
  if (isBrokenOff) void endOnce();
  return endOnce;
}

/** Ends everything that runs beside the bench, and waits for it. Nothing is started any more. */
export async function endEverything(): Promise<void> {
  isBrokenOff = true;
  Child.endAll();
  // What fails was ended already, by the same Ctrl-C say.
  await Promise.allSettled([...running].map((end) => end()));
}
