import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { faultAt } from '../api/herald.problem.js';
import { ProblemView } from '../display/problem.view.js';

/** A change that a dialog asks for, as `useMutation` has it. */
export interface DialogChange {
  mutate: () => void;
  isPending: boolean;
  error: unknown;
}

/**
 * The inside of a dialog that changes something: questions, what went wrong, and two buttons.
 *
 * @param fields paths of the faults that are shown at a field
 */
export function DialogForm({
  change,
  fields = [],
  submitLabel,
  color,
  onCancel,
  children,
}: {
  change: DialogChange;
  fields?: readonly string[];
  submitLabel: string;
  color?: string;
  onCancel: () => void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  const isAtField = fields.some((path) => faultAt(change.error, path) !== undefined);
  return (
    <form onSubmit={submit}>
      <Stack>
        {children}
        {change.error !== null && !isAtField && <ProblemView error={change.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" color={color} loading={change.isPending}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
