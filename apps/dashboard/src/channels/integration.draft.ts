import { HeraldProblem } from '../api/herald.problem.js';
import type { ConnectionReport, Integration, Provider } from '../api/herald.types.js';
import { asSentence } from '../display/channel.words.js';
import type { ConfigTexts } from './config.check.js';

/** What stands in the form of an integration. */
export interface IntegrationDraft {
  label: string;
  tenant: string;
  priority: string;
  allowCredentialOverride: boolean;
  config: ConfigTexts;
}

const NEW: IntegrationDraft = { label: '', tenant: '', priority: '100', allowCredentialOverride: true, config: {} };

/** The form of a new integration; with a name where the app has `siblings` of the same provider already. */
export function newDraft({ label }: Provider, siblings: number): IntegrationDraft {
  return siblings === 0 ? NEW : { ...NEW, label: `${label} ${siblings + 1}` };
}

/** The form as it stands before anything is changed; secrets that are stored are empty texts. */
export function draftOf(provider: Provider, integration: Integration | undefined): IntegrationDraft {
  if (integration === undefined) return NEW;
  const stored = Object.entries(integration.config as Record<string, string | number | boolean>);
  return {
    label: integration.label ?? '',
    tenant: integration.tenant ?? '',
    priority: String(integration.priority),
    allowCredentialOverride: integration.allowCredentialOverride,
    config: Object.fromEntries(
      stored.map(([name, value]) => [name, provider.config[name]?.secret === true ? '' : String(value)]),
    ),
  };
}

/** Labels of what is set among the settings that a form folds away. */
export function givenBelow(
  { config }: Provider,
  { config: texts, label, tenant, priority }: IntegrationDraft,
): string[] {
  const optional = Object.entries(config).filter(([name, { required }]) => !required && (texts[name] ?? null) !== null);
  // A secret that is stored is an empty text.
  const given = optional.filter(([name, { secret }]) => secret || texts[name] !== '').map(([, field]) => field.label);
  return [
    ...given,
    ...(label === '' ? [] : ['Name']),
    ...(tenant === '' ? [] : ['Tenant']),
    ...(priority === NEW.priority ? [] : ['Priority']),
  ];
}

/** What a form says beside the provider's settings, as Herald takes it. */
export function settingsOf({ label, tenant, priority, allowCredentialOverride }: IntegrationDraft) {
  return {
    label: label.trim() === '' ? null : label.trim(),
    tenant: tenant.trim() === '' ? null : tenant.trim(),
    priority: Number(priority),
    allowCredentialOverride,
  };
}

/** What is wrong with a priority that is no whole number from 0 on. */
export function priorityFault(priority: string): string | undefined {
  return /^\d+$/.test(priority.trim()) ? undefined : 'Must be a whole number, 0 or more.';
}

/** What Herald or the vendor said is wrong, by the path of the field, such as `config.NAME`. */
export function answeredFaults(error: unknown, report: ConnectionReport | undefined): Record<string, string> {
  const faults = error instanceof HeraldProblem ? error.faults : [];
  const findings = (report?.findings ?? []).flatMap(({ severity, field, message }) =>
    severity === 'error' && field !== undefined ? [{ path: `config.${field}`, message }] : [],
  );
  const told: Record<string, string> = {};
  for (const { path, message } of [...faults, ...findings]) {
    told[path] = told[path] === undefined ? asSentence(message) : `${told[path]} ${asSentence(message)}`;
  }
  return told;
}
