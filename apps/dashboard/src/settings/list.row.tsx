import { Group } from '@mantine/core';
import type { ReactNode } from 'react';

/** A row of a framed list: what it is about on the left, what can be done on the right, a line above all but the first. */
export function ListRow({ isFirst, children }: { isFirst: boolean; children: ReactNode }) {
  return (
    <Group
      component="li"
      justify="space-between"
      wrap="nowrap"
      p="md"
      style={isFirst ? undefined : { borderTop: '1px solid var(--mantine-color-default-border)' }}
    >
      {children}
    </Group>
  );
}
