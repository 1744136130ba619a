/** A part of a list; without a `next` it is the last one. */
interface Part<Item> {
  data: readonly Item[];
  next: string | null;
}

/**
 * A whole list, a page in memory at a time. The first page is read before this resolves, so that what is wrong shows while
 * it can still be answered.
 *
 * @param readPage gives the page behind a cursor, the first one for undefined
 */
export async function wholeList<Item>(
  readPage: (after: string | undefined) => Promise<Part<Item>>,
): Promise<AsyncGenerator<Item, void, undefined>> {
  const first = await readPage(undefined);
  return (async function* () {
    for (let page = first; ; page = await readPage(page.next)) {
      yield* page.data;
      if (page.next === null) return;
    }
  })();
}
