/** Shares nearer to none or all than this are said to be near, not rounded to it. */
const FINEST = 0.001;

/** A count with the reader's own marks between thousands. */
export function countWords(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** A part of 1 as percent; neither `0 %` nor `100 %` unless it is so. */
export function shareWords(share: number, locale?: string): string {
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  if (share > 0 && share < FINEST) return `< ${percent.format(FINEST)}`;
  if (share < 1 && share > 1 - FINEST) return `> ${percent.format(1 - FINEST)}`;
  return percent.format(share);
}
