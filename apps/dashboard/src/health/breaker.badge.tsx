import { Badge } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconCheck, IconPlayerPause, IconRefresh } from '@tabler/icons-react';
import type { Integration } from '../api/herald.types.js';
import { type BreakerWords, breakerWords } from './condition.words.js';

const LOOKS: Readonly<Record<BreakerWords['state'], { color: string; icon: Icon }>> = {
  off: { color: 'gray', icon: IconPlayerPause },
  well: { color: 'green', icon: IconCheck },
  held: { color: 'red', icon: IconAlertTriangle },
  trying: { color: 'orange', icon: IconRefresh },
};

/** Whether an integration's vendor takes messages. */
export function BreakerBadge({ isEnabled, health }: { isEnabled: boolean; health: Integration['health'] }) {
  const { state, label, sentence } = breakerWords(isEnabled, health);
  const { color, icon: StateIcon } = LOOKS[state];
  return (
    <Badge
      color={color}
      variant="light"
      title={sentence}
      leftSection={<StateIcon size={12} stroke={2.2} aria-hidden />}
      style={{ textTransform: 'none', flexShrink: 0 }}
    >
      {label}
    </Badge>
  );
}
