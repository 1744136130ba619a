import { Anchor, Badge, Button, Code, Group, Modal, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppSecret } from '../api/herald.types.js';
import { LoadingView } from '../display/loading.view.js';
import { ProblemView } from '../display/problem.view.js';
import { TimeText } from '../display/time.text.js';
import { useIsAdmin } from '../session/session.query.js';
import { secretsQuery } from './app.query.js';
import { RevokeSecretForm, RotateSecretForm } from './secret.forms.js';
import { type SecretState, isAccepted, secretState } from './secret.state.js';
import type { ShownOnce } from './shown-once.dialog.js';

const STATES: Readonly<Record<SecretState, { color: string; label: string }>> = {
  valid: { color: 'green', label: 'valid' },
  ending: { color: 'yellow', label: 'valid until its end' },
  expired: { color: 'gray', label: 'expired' },
  revoked: { color: 'gray', label: 'revoked' },
};

/** What an administrator has begun to do with a secret. */
type Act = { kind: 'rotate' | 'revoke'; secret: AppSecret };

/** The secrets of an app; those that are valid no more are folded away. */
export function AppSecretsView({ appId, onMade }: { appId: string; onMade: (shown: ShownOnce) => void }) {
  const secrets = useQuery(secretsQuery(appId));
  const [areOldShown, setAreOldShown] = useState(false);
  const [act, setAct] = useState<Act>();
  if (secrets.isError) return <ProblemView error={secrets.error} onRetry={() => void secrets.refetch()} />;
  if (secrets.data === undefined) return <LoadingView rows={1} rowHeight={52} />;
  const nowMs = Date.now();
  const valid = secrets.data.filter((secret) => isAccepted(secretState(secret, nowMs)));
  const old = secrets.data.filter((secret) => !isAccepted(secretState(secret, nowMs)));
  const close = () => setAct(undefined);
  return (
    <>
      {valid.length === 0 && <Text size="sm">No secret is valid: the app cannot call Herald. Make a new one.</Text>}
      <Stack component="ul" gap={0} p={0} m={0}>
        {[...valid, ...(areOldShown ? old : [])].map((secret) => (
          <SecretRow
            key={secret.id}
            secret={secret}
            state={secretState(secret, nowMs)}
            onAct={(kind) => setAct({ kind, secret })}
          />
        ))}
      </Stack>
      {old.length > 0 && (
        <Anchor component="button" type="button" size="sm" mt="xs" onClick={() => setAreOldShown(!areOldShown)}>
          {areOldShown
            ? 'Hide those that are valid no more'
            : `Show ${old.length} that ${old.length === 1 ? 'is' : 'are'} valid no more`}
        </Anchor>
      )}
      <Modal opened={act?.kind === 'rotate'} onClose={close} title="Rotate the secret">
        {act !== undefined && (
          <RotateSecretForm
            appId={appId}
            secret={act.secret}
            onMade={(shown) => {
              close();
              onMade(shown);
            }}
            onCancel={close}
          />
        )}
      </Modal>
      <Modal opened={act?.kind === 'revoke'} onClose={close} title="Revoke the secret?">
        {act !== undefined && (
          <RevokeSecretForm appId={appId} secret={act.secret} isLast={valid.length === 1} onDone={close} />
        )}
      </Modal>
    </>
  );
}

function SecretRow({
  secret,
  state,
  onAct,
}: {
  secret: AppSecret;
  state: SecretState;
  onAct: (kind: Act['kind']) => void;
}) {
  const isAdmin = useIsAdmin();
  const { color, label } = STATES[state];
  const name = secret.label ?? 'without a label';
  return (
    <Group
      component="li"
      justify="space-between"
      gap="xs"
      py="xs"
      style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}
    >
      <div style={{ minWidth: 0, flex: '1 1 260px' }}>
        <Group gap="xs">
          <Text fw={600} size="sm" className="foreign" c={secret.label === null ? 'dimmed' : undefined}>
            {secret.label ?? 'No label'}
          </Text>
          {secret.hint !== null && (
            <Code>
              <VisuallyHidden>ends in </VisuallyHidden>…{secret.hint}
            </Code>
          )}
          <Badge color={color} variant="light" tt="none">
            {label}
          </Badge>
        </Group>
        <SecretTimes secret={secret} />
      </div>
      {isAdmin && isAccepted(state) && (
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={() => onAct('rotate')} aria-label={`Rotate the secret ${name}`}>
            Rotate
          </Button>
          <Button variant="default" size="xs" onClick={() => onAct('revoke')} aria-label={`Revoke the secret ${name}`}>
            Revoke
          </Button>
        </Group>
      )}
    </Group>
  );
}

function SecretTimes({ secret: { createdAt, lastUsedAt, expiresAt, revokedAt } }: { secret: AppSecret }) {
  return (
    <Text size="sm" c="dimmed">
      Made <TimeText at={createdAt} /> ·{' '}
      {lastUsedAt === null ? (
        'never used'
      ) : (
        <>
          last used <TimeText at={lastUsedAt} />
        </>
      )}
      {revokedAt !== null && (
        <>
          {' '}
          · revoked <TimeText at={revokedAt} />
        </>
      )}
      {revokedAt === null && expiresAt !== null && (
        <>
          {' '}
          · {Date.parse(expiresAt) > Date.now() ? 'ends' : 'ended'} <TimeText at={expiresAt} />
        </>
      )}
    </Text>
  );
}
