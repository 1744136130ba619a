import { Button, Group, Paper, Skeleton, Table, Text, Title, useComputedColorScheme } from '@mantine/core';
import { Suspense, lazy, useMemo, useState } from 'react';
import type { EventType } from '../api/herald.types.js';
import { countWords } from './count.words.js';
import { EVENT_ORDER, type EventSeries, sumOf } from './event.counts.js';
import { EVENT_LOOKS } from './event.looks.js';
import { intervalLabels } from './interval.labels.js';
import { TIME_ZONE } from './overview.query.js';
import { ScrollRegion } from './scroll.region.js';
import type { Period } from './time-span.search.js';

const HEIGHT = 260;

/** The library that draws is large, and needed here only. */
const EventRateChart = lazy(async () => ({ default: (await import('./event-rate.chart.js')).EventRateChart }));

/** How many events occurred when, as curves or as a table with the same numbers. */
export function EventRateView({ series, period }: { series: EventSeries; period: Period }) {
  const [isTable, setIsTable] = useState(false);
  const labels = useMemo(
    () => intervalLabels(series.starts, period.interval, TIME_ZONE),
    [series.starts, period.interval],
  );
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Title order={2} size="h4">
          Events per {period.interval}
        </Title>
        <Button variant="default" size="xs" flex="none" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
          Show as table
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        Each counts when it occurred: a message can be sent in one {period.interval} and seen in a later one. The last{' '}
        {period.interval} may not be over yet.
      </Text>
      <Legend series={series} />
      {isTable ? (
        <ScrollRegion label={`Events per ${period.interval}`} height={HEIGHT}>
          <CountsTable series={series} labels={labels} interval={period.interval} />
        </ScrollRegion>
      ) : (
        <Suspense fallback={<Skeleton height={HEIGHT} />}>
          <EventRateChart series={series} labels={labels} height={HEIGHT} />
        </Suspense>
      )}
    </Paper>
  );
}

function Legend({ series }: { series: EventSeries }) {
  const scheme = useComputedColorScheme('light');
  const sums = sumOf(series);
  return (
    <Group gap="md" mb="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {EVENT_ORDER.map((type) => (
        <Group key={type} component="li" gap={6} wrap="nowrap">
          <Line type={type} scheme={scheme} />
          <Text size="sm">
            {EVENT_LOOKS[type].label} <span className="tabular">{countWords(sums[type])}</span>
          </Text>
        </Group>
      ))}
    </Group>
  );
}

function Line({ type, scheme }: { type: EventType; scheme: 'light' | 'dark' }) {
  const { dashes, [scheme]: stroke } = EVENT_LOOKS[type];
  return (
    <svg width={28} height={8} aria-hidden>
      <line x1={0} x2={28} y1={4} y2={4} stroke={stroke} strokeWidth={2.5} strokeDasharray={dashes.join(' ')} />
    </svg>
  );
}

function CountsTable({ series, labels, interval }: { series: EventSeries; labels: string[]; interval: string }) {
  return (
    <Table stickyHeader className="tabular">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" tt="capitalize">
            {interval}
          </Table.Th>
          {EVENT_ORDER.map((type) => (
            <Table.Th key={type} scope="col" ta="right">
              {EVENT_LOOKS[type].label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {series.starts.map((start, index) => (
          <Table.Tr key={start}>
            <Table.Th scope="row" fw={400}>
              {labels[index]}
            </Table.Th>
            {EVENT_ORDER.map((type) => (
              <Table.Td key={type} ta="right">
                {countWords(series.counts[type][index] ?? 0)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
