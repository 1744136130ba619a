import { Alert, Code, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { DiscardReason } from '../api/herald.types.js';
import { reasonWords } from './reason.words.js';

/** Why a delivery was discarded: the reason, the provider's code, what it means and what to do. */
export function ReasonView({ reason }: { reason: DiscardReason }) {
  return (
    <Alert color="red" variant="light" icon={<IconInfoCircle aria-hidden />} title={reasonWords(reason.code)}>
      <Text size="sm" className="foreign">
        {reason.explanation}
      </Text>
      <Text size="sm" mt={4} className="foreign">
        <b>Next step:</b> {reason.nextStep}
      </Text>
      {reason.providerCode !== undefined && (
        <Text size="sm" mt={4}>
          The provider’s code: <Code>{reason.providerCode}</Code>
        </Text>
      )}
    </Alert>
  );
}
