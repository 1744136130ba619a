import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';

/** Stands where an answer is on its way, as high as it will be, so that nothing jumps. */
export function LoadingView({ rows = 6, rowHeight = 44 }: { rows?: number; rowHeight?: number }) {
  return (
    <Stack gap="xs" role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={rowHeight} />
      ))}
    </Stack>
  );
}
