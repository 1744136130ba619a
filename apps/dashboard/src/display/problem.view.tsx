import { Alert, Button, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { HeraldProblem } from '../api/herald.problem.js';

/** What went wrong, in Herald's words, with each fault, and a way to try again where there is one. */
export function ProblemView({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = error instanceof HeraldProblem ? error : undefined;
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={problem?.title ?? 'Something went wrong'}
    >
      <Text size="sm" className="foreign">
        {problem?.detail ?? (error instanceof Error ? error.message : String(error))}
      </Text>
      {problem !== undefined && problem.faults.length > 0 && (
        <List size="sm" mt="xs">
          {problem.faults.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>
              <b>{path}</b> {message}
            </List.Item>
          ))}
        </List>
      )}
      {onRetry !== undefined && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
