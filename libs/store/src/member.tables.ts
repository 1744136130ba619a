import type { JsonObject } from '#herald/channel-provider';
import type { ColumnType, Generated } from 'kysely';

type CreatedAt = ColumnType<Date, never, never>;

/** What a member may do: an `admin` everything, a `viewer` look. */
export const MEMBER_ROLES = ['admin', 'viewer'] as const;

/** What a member may do. */
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** What a one-time link is for. */
export const LINK_PURPOSES = ['first_admin', 'invitation', 'reset'] as const;

/** What a one-time link is for: it makes the first admin, or sets the first or a new password of a member. */
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** How an act of a member ended: done, refused for what the caller did, or failed for what Herald did. */
export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const;

/** How an act of a member ended. */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** The tables of those who use the dashboard. */
export interface MemberTables {
  members: {
    id: string;
    email: string;
    password_hash: string | null;
    role: MemberRole;
    disabled_at: Date | null;
    last_signed_in_at: Date | null;
    created_at: CreatedAt;
  };
  sessions: {
    id: string;
    token_hash: Buffer;
    member_id: string;
    created_at: CreatedAt;
    last_used_at: Generated<Date>;
    expires_at: Date;
    user_agent: string | null;
    ip: string | null;
  };
  member_links: {
    token_hash: Buffer;
    member_id: string | null;
    purpose: LinkPurpose;
    created_at: CreatedAt;
    expires_at: Date;
  };
  audit_log: {
    id: string;
    at: CreatedAt;
    member_id: string | null;
    email: string | null;
    action: string;
    app_id: string | null;
    object: string | null;
    given: ColumnType<JsonObject | null, string | null, never>;
    ip: string | null;
    user_agent: string | null;
    outcome: AuditOutcome | null;
    problem: string | null;
  };
}
