import { Stack, Text, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** Where nothing is to be shown: why, and what to do next. */
export function EmptyView({ icon: EmptyIcon, title, children }: { icon: Icon; title: string; children: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      <EmptyIcon size={36} stroke={1.4} aria-hidden />
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed" component="div" maw={480}>
        {children}
      </Text>
    </Stack>
  );
}
