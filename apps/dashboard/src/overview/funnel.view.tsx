import { Paper, Progress, SimpleGrid, Text } from '@mantine/core';
import type { EventType } from '../api/herald.types.js';
import { STATUS_LOOKS } from '../display/status.badge.js';
import { countWords, shareWords } from './count.words.js';
import { type TypeCounts, shareOf } from './event.counts.js';
import { EVENT_LOOKS } from './event.looks.js';

/** Each step with the one that its share is of, and what it counts. */
const STEPS: readonly { type: EventType; of?: EventType; counts: string }[] = [
  { type: 'sent', counts: 'Accepted by the provider. That is not delivered yet.' },
  { type: 'delivered', of: 'sent', counts: 'Reported by the provider as arrived.' },
  { type: 'seen', of: 'delivered', counts: 'Opened. Needs read receipts, which recipients can switch off.' },
  { type: 'discarded', counts: 'Will not arrive. The reasons are below.' },
];

/** From sent to seen, each with its share of the step before, and beside it what was discarded. */
export function FunnelView({ counts }: { counts: TypeCounts }) {
  const most = Math.max(counts.sent, counts.delivered, counts.seen, counts.discarded, 1);
  return (
    <SimpleGrid cols={{ base: 2, lg: 4 }} spacing={{ base: 'xs', sm: 'md' }}>
      {STEPS.map(({ type, of, counts: meaning }) => (
        <StepView key={type} type={type} of={of} meaning={meaning} counts={counts} most={most} />
      ))}
    </SimpleGrid>
  );
}

function StepView({
  type,
  of,
  meaning,
  counts,
  most,
}: {
  type: EventType;
  of: EventType | undefined;
  meaning: string;
  counts: TypeCounts;
  most: number;
}) {
  const { color, icon: StepIcon } = STATUS_LOOKS[type];
  const share = of === undefined ? undefined : shareOf(counts[type], counts[of]);
  return (
    <Paper withBorder p={{ base: 'sm', sm: 'md' }} role="group" aria-label={EVENT_LOOKS[type].label}>
      <Text fw={600} size="sm" style={{ display: 'flex', alignItems: 'center', gap: 6 }}>
        <StepIcon size={16} aria-hidden /> {EVENT_LOOKS[type].label}
      </Text>
      <Text className="tabular" fz={26} fw={650} lh={1.3}>
        {countWords(counts[type])}
      </Text>
      <Text size="sm" mih="1.55em">
        {share !== undefined && `${shareWords(share)} of ${of}`}
      </Text>
      <Progress value={(100 * counts[type]) / most} color={color} size="sm" my={6} aria-hidden />
      <Text size="xs" c="dimmed">
        {meaning}
      </Text>
    </Paper>
  );
}
