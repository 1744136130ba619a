import { Alert, Button, Modal, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CopyField } from '../display/copy.field.js';

/** Something to take along now, because it is never shown again. */
export interface ShownOnce {
  title: string;
  /** What to do with it. */
  warning: ReactNode;
  fields: readonly { label: string; value: string; description?: string }[];
}

/** Shows what is shown once; it goes only when somebody says that it is kept. */
export function ShownOnceDialog({ shown, onClose }: { shown: ShownOnce | undefined; onClose: () => void }) {
  return (
    <Modal
      opened={shown !== undefined}
      onClose={onClose}
      title={shown?.title}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      size="lg"
    >
      {shown !== undefined && (
        <Stack>
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title="This is shown once">
            {shown.warning}
          </Alert>
          {shown.fields.map((field) => (
            <CopyField key={field.label} {...field} />
          ))}
          <Button onClick={onClose} ml="auto">
            I have kept it
          </Button>
        </Stack>
      )}
    </Modal>
  );
}
