import { LONGEST_DAYS } from './time-span.search.js';

const DAY_MS = 86_400_000;

/** A point in time as `<input type="datetime-local">` has it, by the browser's clock to the minute. */
export function localInput(atMs: number): string {
  const at = new Date(atMs);
  const two = (number: number) => String(number).padStart(2, '0');
  const date = [String(at.getFullYear()).padStart(4, '0'), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What is wrong with a span from one input to the other, if anything. */
export function spanFault(from: string, to: string): string | undefined {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return 'Give both with date and time';
  if (fromMs >= toMs) return 'This has to be earlier than the end';
  return toMs - fromMs > LONGEST_DAYS * DAY_MS ? `At most ${LONGEST_DAYS} days at a time` : undefined;
}
