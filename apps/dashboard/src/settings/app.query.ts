import { queryOptions } from '@tanstack/react-query';
import { answered, ownApi } from '../api/herald.api.js';
import type { App, AppSecret } from '../api/herald.types.js';
import { useSettingsChange } from './settings.change.js';

const APPS_KEY = ['apps'] as const;

/** All apps, the oldest first. */
export const appsQuery = queryOptions({
  queryKey: APPS_KEY,
  queryFn: async ({ signal }): Promise<App[]> => (await answered(ownApi.GET('/v3/apps', { signal }))).data,
});

/** The secrets of an app, the newest first, also those that are valid no more. */
export function secretsQuery(appId: string) {
  return queryOptions({
    queryKey: [...APPS_KEY, appId, 'secrets'],
    queryFn: async ({ signal }): Promise<AppSecret[]> =>
      (await answered(ownApi.GET('/v3/apps/{id}/secrets', { params: { path: { id: appId } }, signal }))).data,
  });
}

/** A change of apps or of their secrets: what shows them is read anew when it is done. */
export function useAppChange<Made>(change: () => Promise<Made>, onDone: (made: Made) => void) {
  return useSettingsChange(APPS_KEY, change, onDone);
}

/** Makes an app with a first secret. */
export function createApp(name: string) {
  return answered(ownApi.POST('/v3/apps', { body: { name } }));
}

/** Gives an app another name. */
export function renameApp(id: string, name: string) {
  return answered(ownApi.PATCH('/v3/apps/{id}', { params: { path: { id } }, body: { name } }));
}

/** Makes a further secret; `expiresAt` undefined for one without an end. */
export function createSecret(id: string, label: string, expiresAt: string | undefined) {
  const body = { ...(label !== '' && { label }), ...(expiresAt !== undefined && { expiresAt }) };
  return answered(ownApi.POST('/v3/apps/{id}/secrets', { params: { path: { id } }, body }));
}

/** Makes a secret in place of another, which stays valid for a while. */
export function rotateSecret(id: string, secretId: string, oldExpiresAt: string | undefined) {
  return answered(
    ownApi.POST('/v3/apps/{id}/secrets/{secretId}/rotate', {
      params: { path: { id, secretId } },
      body: oldExpiresAt === undefined ? {} : { oldExpiresAt },
    }),
  );
}

/** Ends a secret at once. */
export function revokeSecret(id: string, secretId: string) {
  return answered(ownApi.DELETE('/v3/apps/{id}/secrets/{secretId}', { params: { path: { id, secretId } } }));
}
