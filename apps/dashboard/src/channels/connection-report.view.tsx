import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ConnectionReport, Provider } from '../api/herald.types.js';

type Finding = ConnectionReport['findings'][number];

/** What the vendor said of settings: whether messages can be sent, whose account it is, what is wrong or worth knowing. */
export function ConnectionReportView({
  report: { usable, accountName, findings },
  provider,
  isSaved,
}: {
  report: ConnectionReport;
  provider: Provider | undefined;
  /** False for settings that are not stored, whose faults are marked in the form. */
  isSaved: boolean;
}) {
  const title = usable ? 'Checked: messages can be sent' : 'Checked: no message could be sent with these settings';
  const isMarked = ({ severity, field }: Finding) => !isSaved && severity === 'error' && field !== undefined;
  const told = findings.filter((finding) => !isMarked(finding));
  return (
    <Alert
      role={usable ? 'status' : 'alert'}
      color={usable ? 'green' : 'red'}
      variant="light"
      icon={usable ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={title}
    >
      {accountName !== undefined && (
        <Text size="sm" className="foreign">
          Account: <b>{accountName}</b>
        </Text>
      )}
      {!isSaved && (
        <Text size="sm">
          Nothing was saved.{findings.some(isMarked) && ' Correct what is marked above, and save again.'}
        </Text>
      )}
      {told.length > 0 && (
        <List size="sm" mt={4} className="foreign">
          {told.map(({ severity, field, message }) => (
            <List.Item key={`${field} ${message}`}>
              <b>{severity === 'error' ? 'Wrong' : 'Worth knowing'}</b>
              {field !== undefined && ` (${provider?.config[field]?.label ?? field})`}: {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
