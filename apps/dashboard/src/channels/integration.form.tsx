import { Button, Group, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Integration, Provider } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { HeraldProblem } from '../api/herald.problem.js';
import { ProblemView } from '../display/problem.view.js';
import { configFaults } from './config.check.js';
import { ConfigInputs } from './config.inputs.js';
import { ConnectionReportView } from './connection-report.view.js';
import {
  type IntegrationDraft,
  answeredFaults,
  draftOf,
  givenBelow,
  newDraft,
  priorityFault,
} from './integration.draft.js';
import { type SaveResult, useSaveIntegration } from './integration.query.js';
import { RoutingInputs } from './routing.inputs.js';

type Saved = Extract<SaveResult, { kind: 'saved' }>;

/**
 * The form of an integration, made from the provider's manifest. Saving asks the vendor first; what it would not take is
 * said at the field, and nothing is stored.
 */
export function IntegrationForm({
  provider,
  integration,
  siblings = 0,
  submitLabel,
  onSaved,
}: {
  provider: Provider;
  integration?: Integration;
  /** How many integrations of the provider the app has beside this one. */
  siblings?: number;
  submitLabel: string;
  onSaved: (saved: Saved) => void;
}) {
  const { draft, faults, round, change, save, check } = useIntegrationForm(provider, integration, siblings, onSaved);
  const stored = draftOf(provider, integration).config;
  const inputs = { provider, stored, texts: draft.config, faults };
  const onConfig = (name: string, text: string | null) =>
    change({ config: { ...draft.config, [name]: text } }, `config.${name}`);
  const form = useFocusOnFault(round);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (check()) save.mutate({ draft });
  };
  const unusable = save.data?.kind === 'unusable' ? save.data.report : undefined;
  return (
    <form onSubmit={submit} noValidate ref={form} aria-label={`Settings of ${provider.label}`}>
      <Stack gap="lg">
        <ConfigInputs {...inputs} which="required" onChange={onConfig} />
        <MoreSettings given={givenBelow(provider, draft)} mustBeOpen={hasFaultBelow(provider, faults)}>
          <ConfigInputs {...inputs} which="optional" onChange={onConfig} />
          <RoutingInputs draft={draft} faults={faults} onChange={change} />
        </MoreSettings>
        {unusable !== undefined && <ConnectionReportView report={unusable} provider={provider} isSaved={false} />}
        {save.isError && <SaveProblem error={save.error} faults={faults} />}
        <Group gap="sm">
          <Button type="submit" loading={save.isPending}>
            {submitLabel}
          </Button>
          {unusable !== undefined && (
            <Button
              variant="default"
              disabled={save.isPending}
              onClick={() => check() && save.mutate({ draft, isUnchecked: true })}
            >
              Save it switched off
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

type Faults = Readonly<Record<string, string>>;

function useIntegrationForm(
  provider: Provider,
  integration: Integration | undefined,
  siblings: number,
  onSaved: (saved: Saved) => void,
) {
  const [draft, setDraft] = useState(() =>
    integration === undefined ? newDraft(provider, siblings) : draftOf(provider, integration),
  );
  const [{ faults, round }, setFound] = useState<{ faults: Faults; round: number }>({ faults: {}, round: 0 });
  const setFaults = (found: Faults) => setFound((before) => ({ faults: found, round: before.round + 1 }));
  const save = useSaveIntegration(useAppId(), provider, integration);
  const change = (part: Partial<IntegrationDraft>, path: string) => {
    setDraft((before) => ({ ...before, ...part }));
    setFound(({ faults: { [path]: _mended, ...others }, round: same }) => ({ faults: others, round: same }));
  };
  const check = () => {
    const found = draftFaults(provider, integration, draft);
    setFaults(found);
    return Object.keys(found).length === 0;
  };
  const told = (error: unknown, result: SaveResult | undefined) => {
    setFaults(answeredFaults(error, result?.kind === 'unusable' ? result.report : undefined));
    if (result?.kind !== 'saved') return;
    setDraft(draftOf(provider, result.integration));
    onSaved(result);
  };
  const mutate = (wish: Parameters<typeof save.mutate>[0]) =>
    save.mutate(wish, { onSuccess: (result) => told(null, result), onError: (error) => told(error, undefined) });
  return { draft, faults, round, change, check, save: { ...save, mutate } };
}

function draftFaults(provider: Provider, integration: Integration | undefined, draft: IntegrationDraft): Faults {
  const kept = Object.keys(integration?.config ?? {}).filter((name) => provider.config[name]?.secret === true);
  const config = configFaults(provider.config, draft.config, new Set(kept));
  const priority = priorityFault(draft.priority);
  return {
    ...Object.fromEntries(Object.entries(config).map(([name, fault]) => [`config.${name}`, fault])),
    ...(priority === undefined ? {} : { priority }),
  };
}

/** Whether something that is folded away is wrong. */
function hasFaultBelow({ config }: Provider, faults: Faults): boolean {
  return Object.keys(faults).some((path) => config[path.replace('config.', '')]?.required !== true);
}

/** After each round of checks leads who sees nothing, or has scrolled, to the first thing that is wrong. */
function useFocusOnFault(round: number) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (round > 0) form.current?.querySelector<HTMLElement>(':is(input, textarea)[aria-invalid="true"]')?.focus();
  }, [round]);
  return form;
}

/** What Herald refused, unless it stands at its field. */
function SaveProblem({ error, faults }: { error: unknown; faults: Faults }) {
  const stands = error instanceof HeraldProblem && error.faults.length > 0;
  if (stands && error.faults.every(({ path }) => path.startsWith('config.') || path in faults)) return null;
  return <ProblemView error={error} />;
}

function MoreSettings({
  given,
  mustBeOpen,
  children,
}: {
  /** Labels of what is set in there. */
  given: readonly string[];
  mustBeOpen: boolean;
  children: ReactNode;
}) {
  const [isUnfolded, setUnfolded] = useState(false);
  return (
    <details
      className="more-settings"
      open={isUnfolded || mustBeOpen}
      onToggle={(event) => setUnfolded(event.currentTarget.open)}
    >
      <summary>
        More settings
        {given.length > 0 && (
          <Text span size="sm" c="dimmed" ml="xs">
            Set: {given.join(', ')}
          </Text>
        )}
      </summary>
      <Stack gap="lg" mt="md">
        {children}
      </Stack>
    </details>
  );
}
