import { Alert, Text } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import type { Waiting } from '../api/herald.types.js';
import { ExactTime, TimeText } from '../display/time.text.js';

/** What each kind of waiting is called. */
export const WAITING_WORDS: Readonly<Record<Waiting['stage'], string>> = {
  scheduled: 'Waits for its time',
  due: 'Waits for its turn',
  claimed: 'Being sent',
  unknown: 'Waits to be known',
};

/** Why a delivery is not sent yet, since when, and what comes next. */
export function WaitingView({ waiting: { stage, since, dueAt, explanation } }: { waiting: Waiting }) {
  return (
    <Alert color="gray" variant="light" icon={<IconClock aria-hidden />} title={WAITING_WORDS[stage]}>
      <Text size="sm" className="foreign">
        {explanation}
      </Text>
      <Text size="sm" mt={4}>
        Since <TimeText at={since} />
        {dueAt !== null && (
          <>
            . {stage === 'unknown' ? 'The provider is asked' : 'Due'} <ExactTime at={dueAt} />
          </>
        )}
        .
      </Text>
    </Alert>
  );
}
