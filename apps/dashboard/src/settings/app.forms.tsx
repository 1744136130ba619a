import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { faultAt } from '../api/herald.problem.js';
import type { App } from '../api/herald.types.js';
import { showDone } from '../display/problem.notice.js';
import { createApp, renameApp, useAppChange } from './app.query.js';
import { DialogForm } from './dialog.form.js';
import type { ShownOnce } from './shown-once.dialog.js';

const LONGEST_NAME = 256;

/** Makes an app; what only this answer shows goes to `onMade`. */
export function NewAppForm({ onMade, onCancel }: { onMade: (shown: ShownOnce) => void; onCancel: () => void }) {
  const [name, setName] = useState('');
  const change = useAppChange(
    () => createApp(name.trim()),
    ({ app, apiSecret }) =>
      onMade({
        title: `${app.name} is made`,
        warning: 'Herald keeps only a hash of the secret. Put it where the product reads it from before you go on.',
        fields: [
          { label: 'API key', value: app.apiKey, description: 'Public; also shown in the list later.' },
          { label: 'API secret', value: apiSecret, description: 'Proves that a call is the app’s. Never shown again.' },
        ],
      }),
  );
  return (
    <DialogForm change={change} fields={['name']} submitLabel="Make the app" onCancel={onCancel}>
      <Text size="sm">An app is one product: it has its own key, users, channels and deliveries.</Text>
      <NameInput name={name} error={faultAt(change.error, 'name')} onChange={setName} />
    </DialogForm>
  );
}

/** Gives an app another name. */
export function RenameAppForm({ app, onDone }: { app: App; onDone: () => void }) {
  const [name, setName] = useState(app.name);
  const change = useAppChange(
    () => renameApp(app.id, name.trim()),
    () => {
      showDone('The app has its new name.');
      onDone();
    },
  );
  return (
    <DialogForm change={change} fields={['name']} submitLabel="Rename" onCancel={onDone}>
      <NameInput name={name} error={faultAt(change.error, 'name')} onChange={setName} />
    </DialogForm>
  );
}

function NameInput({
  name,
  error,
  onChange,
}: {
  name: string;
  error: string | undefined;
  onChange: (name: string) => void;
}) {
  return (
    <TextInput
      label="Name"
      description="What people call it; it can be changed."
      data-autofocus
      required
      maxLength={LONGEST_NAME}
      value={name}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
