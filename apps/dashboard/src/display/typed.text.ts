import { useDebouncedCallback } from '@mantine/hooks';
import { type ChangeEvent, useState } from 'react';

/** After so long without a key the text counts. */
const QUIET_MS = 350;

/**
 * Text that somebody types, told when they pause; what it is set to from elsewhere shows at once.
 *
 * @returns properties of an input
 */
export function useTypedText(
  value: string,
  onText: (text: string) => void,
): { value: string; onChange: (event: ChangeEvent<HTMLInputElement>) => void; onBlur: () => void } {
  const [draft, setDraft] = useState<string>();
  const tell = useDebouncedCallback(
    (text: string) => {
      setDraft(undefined);
      if (text.trim() !== value) onText(text.trim());
    },
    { delay: QUIET_MS, flushOnUnmount: false },
  );
  return {
    value: draft ?? value,
    onChange: ({ currentTarget }) => {
      setDraft(currentTarget.value);
      tell(currentTarget.value);
    },
    onBlur: () => tell.flush(),
  };
}
