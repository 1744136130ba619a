import { Paper, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PageLink } from '../display/page.link.js';
import { reasonWords } from '../display/reason.words.js';
import { standardReasonsQuery } from '../display/standard.reasons.js';
import { TimeText } from '../display/time.text.js';
import { countWords } from './count.words.js';
import type { Tally } from './event.counts.js';

/** Why deliveries were discarded, the most frequent reason first; each leads to the deliveries that have it. */
export function DiscardsView({ appId, reasons }: { appId: string; reasons: readonly Tally<'reason'>[] }) {
  const { data: standard } = useQuery(standardReasonsQuery(appId));
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4">
        Discards by reason
      </Title>
      {reasons.length === 0 ? (
        <Text c="dimmed" mt="xs">
          Nothing was discarded in this time.
        </Text>
      ) : (
        <Table verticalSpacing="sm" mt="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Reason</Table.Th>
              <Table.Th scope="col" ta="right">
                Count, last seen
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {reasons.map(({ of: { reason }, total, lastAt }) => (
              <Table.Tr key={reason}>
                <Table.Td>
                  <ReasonLink appId={appId} code={reason} />
                  {reason !== null && (
                    <Text size="sm" c="dimmed" mih="1.4em">
                      {standard?.get(reason)?.explanation}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right" valign="top" style={{ whiteSpace: 'nowrap' }}>
                  <span className="tabular">{countWords(total)}</span>
                  <Text size="sm" c="dimmed">
                    <TimeText at={lastAt} />
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}

function ReasonLink({ appId, code }: { appId: string; code: string | null }) {
  return (
    <PageLink
      to="/apps/$appId/deliveries"
      params={{ appId }}
      search={code === null ? { status: ['discarded'] } : { reason: code }}
      fw={600}
    >
      {code === null ? 'No reason given' : reasonWords(code)}
    </PageLink>
  );
}
