import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { faultAt } from '../api/herald.problem.js';
import type { AppSecret } from '../api/herald.types.js';
import { showDone } from '../display/problem.notice.js';
import { TimeText } from '../display/time.text.js';
import { createSecret, revokeSecret, rotateSecret, useAppChange } from './app.query.js';
import { DialogForm } from './dialog.form.js';
import { LIFETIMES, OVERLAPS, endOf } from './secret.state.js';
import type { ShownOnce } from './shown-once.dialog.js';

/** Where a form of secrets stands: which app it is about, and who hears how it ended. */
interface SecretForm {
  appId: string;
  onMade: (shown: ShownOnce) => void;
  onCancel: () => void;
}

function shownSecret(title: string, apiSecret: string): ShownOnce {
  return {
    title,
    warning: 'Herald keeps only a hash of it. Put it where the product reads it from before you go on.',
    fields: [{ label: 'API secret', value: apiSecret }],
  };
}

/** Makes a further secret of an app. */
export function NewSecretForm({ appId, onMade, onCancel }: SecretForm) {
  const [label, setLabel] = useState('');
  const [lifetime, setLifetime] = useState<string>(LIFETIMES[0].value);
  const change = useAppChange(
    () => createSecret(appId, label.trim(), endOf(LIFETIMES, lifetime, Date.now())),
    ({ apiSecret }) => onMade(shownSecret('The secret is made', apiSecret)),
  );
  return (
    <DialogForm change={change} fields={['label', 'expiresAt']} submitLabel="Make the secret" onCancel={onCancel}>
      <TextInput
        label="Label"
        description="What you tell it by, such as the place that uses it."
        data-autofocus
        value={label}
        error={faultAt(change.error, 'label')}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <NativeSelect
        label="Valid"
        data={LIFETIMES.map((choice) => ({ value: choice.value, label: choice.label }))}
        value={lifetime}
        error={faultAt(change.error, 'expiresAt')}
        onChange={(event) => setLifetime(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

/** Replaces a secret; both are valid for a while, so that callers can change over. */
export function RotateSecretForm({ appId, secret, onMade, onCancel }: SecretForm & { secret: AppSecret }) {
  const [overlap, setOverlap] = useState<string>(OVERLAPS[1].value);
  const change = useAppChange(
    () => rotateSecret(appId, secret.id, endOf(OVERLAPS, overlap, Date.now())),
    ({ apiSecret }) => onMade(shownSecret('The new secret is made', apiSecret)),
  );
  return (
    <DialogForm change={change} fields={['oldExpiresAt']} submitLabel="Rotate" onCancel={onCancel}>
      <Text size="sm">
        A new secret is made. The old one stays valid for a while, so that the callers can change over without a pause.
      </Text>
      <NativeSelect
        label="The old secret stays valid for"
        data={OVERLAPS.map((choice) => ({ value: choice.value, label: choice.label }))}
        value={overlap}
        error={faultAt(change.error, 'oldExpiresAt')}
        onChange={(event) => setOverlap(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

/** Ends a secret at once, after a warning. */
export function RevokeSecretForm({
  appId,
  secret,
  isLast,
  onDone,
}: {
  appId: string;
  secret: AppSecret;
  isLast: boolean;
  onDone: () => void;
}) {
  const change = useAppChange(
    () => revokeSecret(appId, secret.id),
    () => {
      showDone('The secret is revoked.');
      onDone();
    },
  );
  return (
    <DialogForm change={change} submitLabel="Revoke" color="red" onCancel={onDone}>
      <Text size="sm">
        Calls with this secret are refused at once, and for good.{' '}
        {secret.lastUsedAt === null ? (
          'It was never used.'
        ) : (
          <>
            It was used last <TimeText at={secret.lastUsedAt} />.
          </>
        )}
      </Text>
      {isLast && (
        <Text size="sm" fw={600}>
          It is the app’s last valid secret: the app cannot call Herald until another is made.
        </Text>
      )}
    </DialogForm>
  );
}
