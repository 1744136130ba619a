import 'uplot/dist/uPlot.min.css';
import { Paper, Text, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import { countWords } from './count.words.js';
import { EVENT_ORDER, type EventSeries } from './event.counts.js';
import { plotData, plotOptions } from './event-rate.plot.js';
import { EVENT_LOOKS } from './event.looks.js';

/** Where a key moves to, from an interval of so many. */
const MOVES: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  PageUp: (index, count) => index - Math.ceil(count / 10),
  PageDown: (index, count) => index + Math.ceil(count / 10),
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/** Out of sight: nothing is pointed at. */
const NOWHERE = { left: -10, top: -10 };

/**
 * Curves of events by type. Pointing at a time, or going there with the arrow keys, shows its counts.
 *
 * @param labels of the intervals
 */
export function EventRateChart({ series, labels, height }: { series: EventSeries; labels: string[]; height: number }) {
  const [index, setIndex] = useState<number>();
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLDivElement>(null);
  const plot = usePlot(canvas, series, { width, height }, setIndex);
  const shown = index === undefined || index >= labels.length ? undefined : index;
  const move = (event: KeyboardEvent) => {
    const to = MOVES[event.key]?.(shown ?? labels.length, labels.length);
    if (to === undefined || plot.current === undefined) return;
    event.preventDefault();
    const at = series.starts[Math.min(Math.max(to, 0), labels.length - 1)] ?? 0;
    plot.current.setCursor({ left: plot.current.valToPos(at, 'x'), top: 0 });
  };
  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-label="Time in the chart"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, labels.length - 1)}
      aria-valuenow={shown ?? Math.max(0, labels.length - 1)}
      aria-valuetext={
        shown === undefined ? 'Go through the times with the arrow keys' : countsWords(series, labels, shown)
      }
      onKeyDown={move}
      onBlur={() => plot.current?.setCursor(NOWHERE)}
      style={{ position: 'relative', height }}
    >
      <div ref={canvas} />
      {shown !== undefined && (
        <CountsTip series={series} label={labels[shown] ?? ''} index={shown} isLeft={shown > labels.length / 2} />
      )}
    </div>
  );
}

/** Keeps a plot in an element, in the colours and the size of the page, with these numbers. */
function usePlot(
  canvas: RefObject<HTMLDivElement | null>,
  series: EventSeries,
  { width, height }: { width: number; height: number },
  onPick: (index: number | undefined) => void,
): RefObject<UPlot | undefined> {
  const scheme = useComputedColorScheme('light');
  const plot = useRef<UPlot>(undefined);
  const shown = useRef(series);
  const isThere = width > 0;
  useEffect(() => {
    if (!isThere || canvas.current === null) return undefined;
    const style = getComputedStyle(canvas.current);
    const looks = {
      scheme,
      textColor: style.getPropertyValue('--mantine-color-dimmed'),
      gridColor: style.getPropertyValue('--mantine-color-default-border'),
    };
    const drawn = new UPlot(
      plotOptions(canvas.current.clientWidth, height, looks, onPick),
      plotData(shown.current),
      canvas.current,
    );
    plot.current = drawn;
    return () => {
      plot.current = undefined;
      drawn.destroy();
    };
  }, [canvas, isThere, scheme, height, onPick]);
  useEffect(() => {
    plot.current?.setSize({ width, height });
  }, [width, height]);
  useEffect(() => {
    shown.current = series;
    plot.current?.setData(plotData(series));
  }, [series]);
  return plot;
}

function CountsTip({
  series,
  label,
  index,
  isLeft,
}: {
  series: EventSeries;
  label: string;
  index: number;
  isLeft: boolean;
}) {
  return (
    <Paper
      withBorder
      shadow="sm"
      p="xs"
      aria-hidden
      style={{
        position: 'absolute',
        top: 8,
        pointerEvents: 'none',
        zIndex: 2,
        ...(isLeft ? { left: 60 } : { right: 8 }),
      }}
    >
      <Text size="xs" fw={600}>
        {label}
      </Text>
      {EVENT_ORDER.map((type) => (
        <Text key={type} size="xs" className="tabular">
          {EVENT_LOOKS[type].label}: {countWords(series.counts[type][index] ?? 0)}
        </Text>
      ))}
    </Paper>
  );
}

function countsWords(series: EventSeries, labels: readonly string[], index: number): string {
  const counts = EVENT_ORDER.map(
    (type) => `${countWords(series.counts[type][index] ?? 0)} ${EVENT_LOOKS[type].label.toLowerCase()}`,
  );
  return `${labels[index]}: ${counts.join(', ')}`;
}
