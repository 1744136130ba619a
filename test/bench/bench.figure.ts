import type { LegName } from './leg.names.js';

/** One measured number. */
export interface Figure {
  leg: LegName;
  /** Where Herald keeps its data, or what else was measured. */
  subject: string;
  /** What was measured. */
  name: string;
  value: number;
  unit: Unit;
  /** The least that is asked of it. */
  atLeast?: number;
}

export type Unit = '/s' | 'ms' | 'MiB' | '×' | 'deliveries';

const DIGITS: Readonly<Record<Unit, (value: number) => number>> = {
  '/s': () => 0,
  ms: (value) => (Math.abs(value) < 1 ? 3 : 1),
  MiB: () => 0,
  '×': () => 2,
  deliveries: () => 0,
};

/** The number as it is read by people, with its unit. */
export function figureText({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  if (Number.isNaN(value)) return 'not measured';
  const number = value.toLocaleString('en-US', {
    minimumFractionDigits: DIGITS[unit](value),
    maximumFractionDigits: DIGITS[unit](value),
  });
  return unit === '/s' || unit === '×' ? `${number}${unit}` : `${number} ${unit}`;
}
