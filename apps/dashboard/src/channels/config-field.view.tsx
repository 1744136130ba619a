import { Button, Input, NumberInput, PasswordInput, SegmentedControl, Text, TextInput, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ConfigField, Provider } from '../api/herald.types.js';

/** A setting in a form. */
export interface ConfigFieldProps {
  field: ConfigField;
  /** What stands in the form; null: the stored value is to be taken away. */
  text: string | null;
  description: string;
  error?: string | undefined;
  /** True for a secret that is stored. */
  isStored: boolean;
  onChange: (text: string | null) => void;
}

/** The input of one setting, by its type. */
export function ConfigFieldView(props: ConfigFieldProps) {
  if (props.field.secret) return <SecretInput {...props} />;
  if (props.field.type === 'boolean') return <ChoiceInput {...props} />;
  return props.field.type === 'number' ? <FigureInput {...props} /> : <WordsInput {...props} />;
}

/** What a person has to know of a setting: its help, and the rules that tie it to others. */
export function fieldDescription({ help, givenWith, resetWith }: ConfigField, fields: Provider['config']): string {
  const labels = (givenWith ?? []).flatMap((name) => (fields[name]?.required === false ? [fields[name].label] : []));
  const owner = resetWith === undefined ? undefined : (fields[resetWith]?.label ?? resetWith);
  return [
    help,
    ...(labels.length === 0 ? [] : [`Given together with ${labels.join(' and ')}.`]),
    ...(owner === undefined ? [] : [`Not used for a notification that brings another ${owner} with it.`]),
  ].join(' ');
}

function SecretInput({ field, text, description, error, isStored, onChange }: ConfigFieldProps) {
  const isTakenAway = text === null;
  return (
    <div>
      <PasswordInput
        label={field.label}
        description={description}
        error={error}
        aria-invalid={error !== undefined}
        withAsterisk={field.required}
        aria-required={field.required}
        autoComplete="off"
        spellCheck={false}
        disabled={isTakenAway}
        placeholder={isTakenAway ? 'Taken away when you save' : isStored ? 'Set; leave empty to keep' : undefined}
        value={text ?? ''}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isStored && !field.required && (
        <Button variant="subtle" size="compact-xs" mt={4} onClick={() => onChange(isTakenAway ? '' : null)}>
          {isTakenAway ? `Keep the ${field.label}` : `Take the ${field.label} away`}
        </Button>
      )}
    </div>
  );
}

/** Not set is a choice of its own: what it means the provider says in the help. */
function ChoiceInput({ field, text, description, error, onChange }: ConfigFieldProps) {
  const choices = [
    { value: 'true', label: 'On' },
    { value: 'false', label: 'Off' },
  ];
  return (
    <Input.Wrapper
      label={field.label}
      labelElement="div"
      description={description}
      error={error}
      withAsterisk={field.required}
    >
      <div>
        <SegmentedControl
          mt={4}
          aria-label={field.label}
          value={text ?? ''}
          onChange={onChange}
          data={field.required ? choices : [{ value: '', label: 'Not set' }, ...choices]}
        />
      </div>
    </Input.Wrapper>
  );
}

function FigureInput({ field, text, description, error, onChange }: ConfigFieldProps) {
  return (
    <NumberInput
      label={field.label}
      description={description}
      error={error}
      withAsterisk={field.required}
      aria-required={field.required}
      placeholder={field.example}
      clampBehavior="none"
      min={field.minimum}
      max={field.maximum}
      value={text ?? ''}
      onChange={(value) => onChange(String(value))}
    />
  );
}

function WordsInput({ field, text, description, error, onChange }: ConfigFieldProps) {
  const common = {
    label: field.label,
    description,
    error,
    withAsterisk: field.required,
    'aria-required': field.required,
    placeholder: field.example,
    autoComplete: 'off',
    spellCheck: false,
    value: text ?? '',
  };
  // A line cannot hold what was pasted over several, such as a certificate.
  if (common.value.includes('\n')) {
    return (
      <Textarea
        {...common}
        rows={6}
        resize="vertical"
        autoFocus
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...common}
      onChange={(event) => onChange(event.currentTarget.value)}
      onPaste={(event) => {
        const pasted = event.clipboardData.getData('text').trim();
        if (!pasted.includes('\n')) return;
        event.preventDefault();
        onChange(pasted);
      }}
    />
  );
}

/** Says beside a setting that it still is as it was for another account. */
export function LeftBehindNote({ owner, children }: { owner: string | undefined; children: ReactNode }) {
  return (
    <div>
      {children}
      {owner !== undefined && (
        <Text size="xs" mt={4} role="status">
          This still is the one of the former {owner}. Give the new one, unless it stays the same.
        </Text>
      )}
    </div>
  );
}
