import { Paper, Stack, Text, Title } from '@mantine/core';
import type { DeliveryDetail } from '../api/herald.types.js';
import { CodeDetails } from '../display/code.details.js';
import { LongText } from '../display/long.text.js';

/** What a delivery says: as the app gave it, and as it goes to the provider. */
export function DeliveryContent({ delivery }: { delivery: DeliveryDetail }) {
  const { notification, data, override, request } = delivery;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="content" miw={0}>
      <Title order={2} size="h4" id="content" mb="md">
        Content
      </Title>
      <Stack gap="sm">
        <Excerpt name="Title" value={notification['title']} />
        <Excerpt name="Message" value={notification['message']} />
        <JsonDetails label="Notification, as given" value={notification} />
        {!isEmpty(data) && <JsonDetails label="Data, as given" value={data} />}
        {override !== null && <JsonDetails label="Override, as given (secrets are masked)" value={override} />}
        {request.content === null ? (
          <Text size="sm" className="foreign">
            There is no request to show. {request.explanation}
          </Text>
        ) : (
          <div>
            <JsonDetails label="Request to the provider (secrets are masked)" value={request.content} />
            <Text size="xs" c="dimmed" mt={4}>
              Built anew from the notification and the integration’s present settings: after the integration was
              changed, it is what would go out now.
            </Text>
          </div>
        )}
      </Stack>
    </Paper>
  );
}

function Excerpt({ name, value }: { name: string; value: unknown }) {
  if (typeof value !== 'string' || value === '') return null;
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <LongText label={name} text={value} />
    </div>
  );
}

function JsonDetails({ label, value }: { label: string; value: unknown }) {
  return <CodeDetails label={label} code={JSON.stringify(value, undefined, 2)} />;
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
