import { Alert, Stack } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { Advice } from './condition.words.js';

/** What is wrong and what to do. */
export function AdviceList({ advice }: { advice: readonly Advice[] }) {
  if (advice.length === 0) return null;
  return (
    <Stack gap="xs">
      {advice.map(({ isProblem, words }) => (
        <Alert
          key={words}
          role="note"
          variant="light"
          color={isProblem ? 'red' : 'blue'}
          icon={isProblem ? <IconAlertTriangle aria-hidden /> : <IconInfoCircle aria-hidden />}
          py="xs"
        >
          {words}
        </Alert>
      ))}
    </Stack>
  );
}
