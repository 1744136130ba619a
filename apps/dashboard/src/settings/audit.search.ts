import type { AuditEntry } from '../api/herald.types.js';

/** How an act can end. */
export const AUDIT_OUTCOMES: readonly NonNullable<AuditEntry['outcome']>[] = ['done', 'refused', 'failed'];

const TEXTS = ['memberId', 'action', 'appId', 'from', 'to'] as const;

/** What the audit log is narrowed to; it stands in the page's address. Times are ISO 8601. */
export type AuditSearch = { outcome?: NonNullable<AuditEntry['outcome']> } & {
  [Name in (typeof TEXTS)[number]]?: string;
};

/** The search that an address asks for; what it does not know it leaves out. */
export function auditSearch(parameters: Record<string, unknown>): AuditSearch {
  const texts = TEXTS.flatMap((name) => {
    const value = parameters[name];
    return typeof value === 'string' && value !== '' ? [[name, value]] : [];
  });
  const outcome = AUDIT_OUTCOMES.find((known) => known === parameters['outcome']);
  return { ...Object.fromEntries(texts), ...(outcome !== undefined && { outcome }) };
}

/** The name of an act as words: `updateIntegration` is “Update integration”. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
