/** One page of a list. */
export interface Page<Item> {
  data: Item[];
  /** Give it as `after` to get the next page; `null` where there is none. */
  next: string | null;
}
