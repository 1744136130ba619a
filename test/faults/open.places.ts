const opened = new Set<() => Promise<unknown>>();

/** Notes what has to be undone, also when the run is broken off before that; gives what undoes it, once. */
export function undoneInAnyCase(undo: () => Promise<unknown>): () => Promise<void> {
  opened.add(undo);
  return async () => {
    if (opened.delete(undo)) await undo();
  };
}

/** Undoes what is left when a run is broken off, the latest first; what fails by then is left as it is. */
export async function undoAll(): Promise<void> {
  for (const undo of [...opened].toReversed()) {
    opened.delete(undo);
    await undo().catch(() => undefined);
  }
}
