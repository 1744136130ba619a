import { NumberInput, Switch, TextInput } from '@mantine/core';
import type { IntegrationDraft } from './integration.draft.js';

/** What every integration has beside its provider's settings: name, tenant, priority, and whether calls may bring credentials. */
export function RoutingInputs({
  draft,
  faults,
  onChange,
}: {
  draft: IntegrationDraft;
  faults: Readonly<Record<string, string>>;
  onChange: (part: Partial<IntegrationDraft>, path: string) => void;
}) {
  return (
    <>
      <TextInput
        label="Name"
        description="Tells integrations of one provider apart, for people."
        placeholder="Support line"
        autoComplete="off"
        maxLength={256}
        error={faults['label']}
        value={draft.label}
        onChange={(event) => onChange({ label: event.currentTarget.value }, 'label')}
      />
      <TextInput
        label="Tenant"
        description="Leave it empty, unless this integration is for one customer of your app only: then it carries the notifications that name this tenant, before the app’s own integrations, and no others."
        autoComplete="off"
        spellCheck={false}
        maxLength={256}
        error={faults['tenant']}
        value={draft.tenant}
        onChange={(event) => onChange({ tenant: event.currentTarget.value }, 'tenant')}
      />
      <NumberInput
        label="Priority"
        description="Where several integrations of a channel could carry a notification, the one with the lowest number does."
        clampBehavior="none"
        allowDecimal={false}
        min={0}
        max={1_000_000}
        error={faults['priority']}
        value={draft.priority}
        onChange={(value) => onChange({ priority: String(value) }, 'priority')}
      />
      <Switch
        label="Calls may bring credentials of their own"
        description="A notification can then name other credentials for this provider in its override. Switch it off to be sure that everything goes through these."
        checked={draft.allowCredentialOverride}
        onChange={(event) =>
          onChange({ allowCredentialOverride: event.currentTarget.checked }, 'allowCredentialOverride')
        }
      />
    </>
  );
}
