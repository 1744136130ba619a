import { Button, Stack } from '@mantine/core';
import { IconFilterOff, IconSend } from '@tabler/icons-react';
import { heraldUrl } from '../api/herald.api.js';
import { CodeDetails } from '../display/code.details.js';
import { EmptyView } from '../display/empty.view.js';
import { PageButton } from '../display/page.link.js';
import { curlExample } from '../overview/curl.example.js';
import { useSession } from '../session/session.query.js';

/** Shown where filters leave nothing. */
export function NothingMatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyView icon={IconFilterOff} title="No delivery matches">
      <Stack align="center" gap="sm">
        Everything was looked through, and nothing fits all the filters.
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      </Stack>
    </EmptyView>
  );
}

/** Shown where an app has sent nothing yet: how to begin. */
export function NothingSent({ appId }: { appId: string }) {
  const apiKey = useSession().apps.find(({ id }) => id === appId)?.apiKey ?? '';
  return (
    <EmptyView icon={IconSend} title="Nothing was sent yet">
      <Stack align="center" gap="sm">
        Switch a channel on, then let your product make its first call. Deliveries show up here as they happen.
        <PageButton to="/apps/$appId/channels" params={{ appId }}>
          Go to Channels
        </PageButton>
        <CodeDetails
          isOpen
          label="The first call, with curl"
          code={curlExample(heraldUrl('v3/notifications'), apiKey)}
        />
      </Stack>
    </EmptyView>
  );
}
