import { Badge, Code, Group, Text } from '@mantine/core';
import type { AuditEntry } from '../api/herald.types.js';
import { CodeDetails } from '../display/code.details.js';
import { ExactTime } from '../display/time.text.js';
import { actionWords } from './audit.search.js';
import { browserWords } from './browser.words.js';

const OUTCOMES = {
  done: { color: 'green', label: 'done' },
  refused: { color: 'yellow', label: 'refused' },
  failed: { color: 'red', label: 'failed' },
} as const;

const UNKNOWN_OUTCOME = { color: 'gray', label: 'no outcome: it may have been done' } as const;

/** One entry of the audit log: who did what, when, from where, and how it ended. */
export function AuditEntryView({ entry, appName }: { entry: AuditEntry; appName: string | undefined }) {
  const { color, label } = entry.outcome === null ? UNKNOWN_OUTCOME : OUTCOMES[entry.outcome];
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text fw={600} title={entry.action} className="foreign">
            {actionWords(entry.action)}
          </Text>
          <Badge color={color} variant="light" tt="none">
            {label}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          <ExactTime at={entry.at} />
        </Text>
      </Group>
      <Text size="sm" className="foreign">
        by {entry.email ?? (entry.ip === null ? 'Herald itself' : 'somebody unknown')}
        {entry.ip !== null && <> from {entry.ip}</>}
        {entry.userAgent !== null && <span title={entry.userAgent}>, {browserWords(entry.userAgent)}</span>}
        {entry.appId !== null && <> · app {appName ?? entry.appId}</>}
      </Text>
      {entry.object !== null && (
        <Text size="sm" c="dimmed">
          on <Code className="foreign">{entry.object}</Code>
        </Text>
      )}
      {entry.problem !== null && (
        <Text size="sm" c="dimmed">
          answered with {entry.problem.split('/').at(-1)?.replaceAll('-', ' ')}
        </Text>
      )}
      {entry.given !== null && Object.keys(entry.given).length > 0 && (
        <CodeDetails label="What was given" code={JSON.stringify(entry.given, null, 2)} />
      )}
    </>
  );
}
