import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answered, appApi } from '../api/herald.api.js';
import type { ConnectionReport, Integration, Provider } from '../api/herald.types.js';
import { configChange } from './config.check.js';
import { type IntegrationDraft, draftOf, settingsOf } from './integration.draft.js';

const CATALOGUE_STALE_MS = 300_000;

/** The catalogue of providers. */
export function providersQuery(appId: string) {
  return queryOptions({
    queryKey: ['app', appId, 'providers'],
    queryFn: async ({ signal }) => (await answered(appApi(appId).GET('/v3/providers', { signal }))).data,
    staleTime: CATALOGUE_STALE_MS,
  });
}

/** All integrations of an app. */
export function integrationsQuery(appId: string) {
  return queryOptions({
    queryKey: ['app', appId, 'integrations'],
    queryFn: async ({ signal }) => (await answered(appApi(appId).GET('/v3/integrations', { signal }))).data,
  });
}

/** One integration. */
export function integrationQuery(appId: string, id: string) {
  return queryOptions({
    queryKey: ['app', appId, 'integrations', id],
    queryFn: ({ signal }) => answered(appApi(appId).GET('/v3/integrations/{id}', { params: { path: { id } }, signal })),
  });
}

/** What the vendor said of an integration as it is stored; asked on demand only. */
export function reportQuery(appId: string, id: string) {
  return queryOptions({
    queryKey: ['app', appId, 'report', id],
    queryFn: () => answered(appApi(appId).POST('/v3/integrations/{id}/verify', { params: { path: { id } } })),
    enabled: false,
    staleTime: Infinity,
  });
}

/** A wish to store what stands in a form. */
export interface SaveWish {
  draft: IntegrationDraft;
  /** Stores it switched off and asks the vendor nothing. */
  isUnchecked?: boolean;
}

/** What came of the wish: nothing is stored where the vendor would not take messages. */
export type SaveResult =
  | { kind: 'unusable'; report: ConnectionReport }
  | { kind: 'saved'; integration: Integration; report: ConnectionReport | undefined };

/** Asks the vendor whether settings are good and stores them only then; `integration` is the one that is changed, if any. */
export function useSaveIntegration(appId: string, provider: Provider, integration: Integration | undefined) {
  const answers = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, isUnchecked = false }: SaveWish): Promise<SaveResult> => {
      const config = configChange(provider.config, draft.config, draftOf(provider, integration).config);
      const isSame = integration !== undefined && Object.keys(config).length === 0;
      const report = isUnchecked || isSame ? undefined : await verified(appId, provider, integration, config);
      if (report?.usable === false) return { kind: 'unusable', report };
      const stored = await save(appId, provider, integration, {
        ...settingsOf(draft),
        config,
        ...(isUnchecked ? { enabled: false } : {}),
      });
      return { kind: 'saved', integration: stored, report };
    },
    onSuccess: async (result) => {
      if (result.kind === 'unusable') return;
      const { id } = result.integration;
      if (result.report !== undefined) answers.setQueryData(reportQuery(appId, id).queryKey, result.report);
      else answers.removeQueries({ queryKey: reportQuery(appId, id).queryKey });
      answers.setQueryData(integrationQuery(appId, id).queryKey, result.integration);
      await forget(answers, appId);
    },
  });
}

type Config = ReturnType<typeof configChange>;

function verified(appId: string, provider: Provider, integration: Integration | undefined, config: Config) {
  const api = appApi(appId);
  if (integration === undefined)
    return answered(api.POST('/v3/integrations/verify', { body: { provider: provider.id, config } }));
  const { id } = integration;
  return answered(api.POST('/v3/integrations/{id}/verify', { params: { path: { id } }, body: { config } }));
}

function save(
  appId: string,
  provider: Provider,
  integration: Integration | undefined,
  settings: ReturnType<typeof settingsOf> & { config: Config; enabled?: boolean },
): Promise<Integration> {
  const api = appApi(appId);
  if (integration === undefined)
    return answered(api.POST('/v3/integrations', { body: { provider: provider.id, ...settings } }));
  const { id } = integration;
  return answered(api.PATCH('/v3/integrations/{id}', { params: { path: { id } }, body: settings }));
}

/** Switches integrations on and off. */
export function useSwitchIntegration(appId: string) {
  const answers = useQueryClient();
  return useMutation({
    mutationFn: ({ id, enabled }: Pick<Integration, 'id' | 'enabled'>) =>
      answered(appApi(appId).PATCH('/v3/integrations/{id}', { params: { path: { id } }, body: { enabled } })),
    onSuccess: async (integration) => {
      answers.setQueryData(integrationQuery(appId, integration.id).queryKey, integration);
      await forget(answers, appId);
    },
  });
}

/** Removes an integration with its secrets. */
export function useDeleteIntegration(appId: string, id: string) {
  const answers = useQueryClient();
  return useMutation({
    mutationFn: () => answered(appApi(appId).DELETE('/v3/integrations/{id}', { params: { path: { id } } })),
    onSuccess: () => answers.invalidateQueries({ queryKey: integrationsQuery(appId).queryKey, exact: true }),
  });
}

/** Sends one message through an integration; gives the request's id. */
export function useTestSend(appId: string, id: string) {
  return useMutation({
    mutationFn: async (trial: { recipient: { identifier: string }; message: string | null }) => {
      const { requestId } = await answered(
        appApi(appId).POST('/v3/integrations/{id}/test', { params: { path: { id } }, body: trial }),
      );
      return requestId;
    },
  });
}

async function forget(answers: ReturnType<typeof useQueryClient>, appId: string): Promise<void> {
  await Promise.all(
    ['integrations', 'health'].map((name) => answers.invalidateQueries({ queryKey: ['app', appId, name] })),
  );
}
