import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconApps, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { App } from '../api/herald.types.js';
import { CopyField } from '../display/copy.field.js';
import { EmptyView } from '../display/empty.view.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { TimeText } from '../display/time.text.js';
import { useIsAdmin } from '../session/session.query.js';
import { NewAppForm, RenameAppForm } from './app.forms.js';
import { appsQuery } from './app.query.js';
import { AppSecretsView } from './app-secrets.view.js';
import { NewSecretForm } from './secret.forms.js';
import { type ShownOnce, ShownOnceDialog } from './shown-once.dialog.js';

/** With more apps than this, secrets are shown when somebody asks. */
const OPEN_UP_TO = 5;

/** The products that use this Herald, with their keys and secrets. */
export function AppListPage() {
  const apps = useQuery(appsQuery);
  const isAdmin = useIsAdmin();
  const [isMaking, making] = useDisclosure();
  const [shown, setShown] = useState<ShownOnce>();
  return (
    <>
      <PageHeader
        title="Apps and keys"
        description="Each product that sends through Herald is an app, with a key, secrets, users and channels of its own."
      >
        {isAdmin && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={making.open}>
            New app
          </Button>
        )}
      </PageHeader>
      {apps.isError && <ProblemView error={apps.error} onRetry={() => void apps.refetch()} />}
      {apps.isPending && <LoadingView rows={2} rowHeight={220} />}
      {apps.data?.length === 0 && (
        <EmptyView icon={IconApps} title="There is no app yet">
          {isAdmin
            ? 'Make the first one: its key and secret let a product call notify().'
            : 'An admin makes the first one.'}
        </EmptyView>
      )}
      <Stack>
        {apps.data?.map((app) => (
          <AppCard key={app.id} app={app} isOpenAtFirst={apps.data.length <= OPEN_UP_TO} onMade={setShown} />
        ))}
      </Stack>
      <Modal opened={isMaking} onClose={making.close} title="New app">
        <NewAppForm
          onCancel={making.close}
          onMade={(made) => {
            making.close();
            setShown(made);
          }}
        />
      </Modal>
      <ShownOnceDialog shown={shown} onClose={() => setShown(undefined)} />
    </>
  );
}

function AppCard({
  app,
  isOpenAtFirst,
  onMade,
}: {
  app: App;
  isOpenAtFirst: boolean;
  onMade: (shown: ShownOnce) => void;
}) {
  const isAdmin = useIsAdmin();
  const [isOpen, secrets] = useDisclosure(isOpenAtFirst);
  const [isRenaming, renaming] = useDisclosure();
  const [isMaking, making] = useDisclosure();
  return (
    <Paper withBorder p="md" component="article">
      <Group justify="space-between" align="flex-start" mb="sm">
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h4" className="foreign">
            {app.name}
          </Title>
          <Text size="sm" c="dimmed">
            Made <TimeText at={app.createdAt} />
          </Text>
        </div>
        {isAdmin && (
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={renaming.open} aria-label={`Rename ${app.name}`}>
              Rename
            </Button>
            <Button variant="default" size="xs" onClick={making.open} aria-label={`New secret of ${app.name}`}>
              New secret
            </Button>
          </Group>
        )}
      </Group>
      <CopyField
        label="API key"
        description="Public: it is in the addresses that vendors call back."
        value={app.apiKey}
      />
      <Title order={3} size="h5" mt="md" mb={4}>
        Secrets
      </Title>
      {isOpen ? (
        <AppSecretsView appId={app.id} onMade={onMade} />
      ) : (
        <Button variant="default" size="xs" onClick={secrets.open} aria-label={`Show the secrets of ${app.name}`}>
          Show
        </Button>
      )}
      <Modal opened={isRenaming} onClose={renaming.close} title="Rename the app">
        <RenameAppForm app={app} onDone={renaming.close} />
      </Modal>
      <Modal opened={isMaking} onClose={making.close} title="New secret">
        <NewSecretForm
          appId={app.id}
          onCancel={making.close}
          onMade={(made) => {
            making.close();
            secrets.open();
            onMade(made);
          }}
        />
      </Modal>
    </Paper>
  );
}
