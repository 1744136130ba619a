import uPlot from 'uplot';
import { EVENT_LOOKS } from './event.looks.js';
import { EVENT_ORDER, type EventSeries } from './event.counts.js';

const DAY_MS = 86_400_000;
const FONT = '12px system-ui, sans-serif';

/** Steps of a scale that counts: 1, 2, 5, 10, … */
const COUNT_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

const dayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const timeFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const countFormat = new Intl.NumberFormat(undefined, { notation: 'compact' });

/** With more intervals than this points would hide the curves. */
const POINTS_UP_TO = 40;

/** What a curve of events is drawn with. */
export interface PlotLooks {
  scheme: 'light' | 'dark';
  textColor: string;
  gridColor: string;
}

/** The numbers of a series as the plot takes them: times in ms, then one list for each type. */
export function plotData({ starts, counts }: EventSeries): uPlot.AlignedData {
  return [starts, ...EVENT_ORDER.map((type) => counts[type])];
}

/** How the plot is drawn; `onPick` hears which interval is pointed at, undefined for none. */
export function plotOptions(
  width: number,
  height: number,
  { scheme, textColor, gridColor }: PlotLooks,
  onPick: (index: number | undefined) => void,
): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: textColor,
    font: FONT,
    grid: { stroke: gridColor, width: 1 },
    ticks: { stroke: gridColor, width: 1 },
  };
  return {
    width,
    height,
    ms: 1,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false, setScale: false } },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.08)] } },
    axes: [
      {
        ...axis,
        size: 34,
        values: (_plot, splits, _axis, _space, stepMs) => splits.map((at) => tickWords(at, stepMs)),
      },
      {
        ...axis,
        size: 48,
        incrs: COUNT_STEPS,
        values: (_plot, splits) => splits.map((count) => countFormat.format(count)),
      },
    ],
    series: [
      {},
      ...EVENT_ORDER.map((type): uPlot.Series => {
        const { label, dashes, [scheme]: stroke } = EVENT_LOOKS[type];
        return { label, stroke, width: 2, dash: dashes, points: { size: 6, fill: stroke, show: hasPoints } };
      }),
    ],
    hooks: { setCursor: [({ cursor }) => onPick(cursor.idx ?? undefined)] },
  };
}

function hasPoints({ data: [starts] }: uPlot): boolean {
  return starts.length <= POINTS_UP_TO;
}

/** Where a day begins a tick says which; else it says the time. */
function tickWords(atMs: number, stepMs: number): string {
  const at = new Date(atMs);
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0;
  return stepMs >= DAY_MS || isMidnight ? dayFormat.format(at) : timeFormat.format(at);
}
