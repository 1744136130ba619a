import type { DiscardReason, EventType, JsonObject, ProviderConfig } from '#herald/channel-provider';
import type { ColumnType, Generated } from 'kysely';
import type { MemberTables } from './member.tables.js';

type Json<Value> = ColumnType<Value, string, string>;
type NullableJson<Value> = ColumnType<Value | null, string | null, string | null>;
type CreatedAt = ColumnType<Date, never, never>;

/** The tables, as `migrations/` make them. */
export interface Schema extends MemberTables {
  apps: { id: string; name: string; api_key: string; created_at: CreatedAt };
  app_secrets: {
    id: string;
    app_id: string;
    hash: Buffer;
    label: string | null;
    hint: string | null;
    from_environment: Generated<boolean>;
    created_at: CreatedAt;
    expires_at: Date | null;
    revoked_at: Date | null;
    last_used_at: Date | null;
  };
  users: {
    app_id: string;
    identifier: string;
    profile: Json<JsonObject>;
    created_at: CreatedAt;
    updated_at: Generated<Date>;
  };
  integrations: {
    id: string;
    app_id: string;
    tenant: string | null;
    provider: string;
    channel: string;
    label: string | null;
    enabled: boolean;
    priority: number;
    allow_credential_override: boolean;
    config: Json<ProviderConfig>;
    secrets: Buffer;
    account: string | null;
    version: Generated<number>;
    created_at: CreatedAt;
    updated_at: Generated<Date>;
  };
  notifications: {
    id: string;
    app_id: string;
    tenant: string | null;
    category: string | null;
    content: Json<JsonObject>;
    data: Json<JsonObject>;
    override: NullableJson<JsonObject>;
    send_at: Date | null;
    idempotency_key: string | null;
    body_hash: Buffer | null;
    created_at: CreatedAt;
  };
  deliveries: {
    id: string;
    app_id: string;
    notification_id: string;
    tenant: string | null;
    recipient: string;
    channel: string | null;
    provider: string | null;
    integration_id: string | null;
    address: string | null;
    config_override: Buffer | null;
    status: number;
    stage: Stage;
    due_at: Date;
    fence: number;
    lease_until: Date | null;
    attempts: number;
    provider_message_id: string | null;
    reason: NullableJson<DiscardReason>;
    looks: Generated<number>;
    last_look: LookResult | null;
    deaths: Generated<number>;
    duplicate_risk: Generated<boolean>;
    created_at: CreatedAt;
    updated_at: Generated<Date>;
    /** Null of what was discarded at once. */
    lane_id: string | null;
  };
  /** `held_until` and `next_slot_at` can be `-infinity`, which is no date in JavaScript. */
  senders: {
    id: Generated<string>;
    key: string;
    spacing_ms: number | null;
    next_slot_at: Generated<Date>;
    held_until: Generated<Date>;
    holds: Generated<number>;
  };
  breakers: {
    integration_id: string;
    state: BreakerState;
    since: Date;
    held_until: Date;
    openings: number;
    failure_cause: string;
    failed_at: Date;
  };
  attempts: {
    delivery_id: string;
    fence: number;
    number: number;
    started_at: Date;
    finished_at: Date | null;
    outcome: 'accepted' | 'retry' | 'rejected' | 'unknown' | null;
    detail: NullableJson<AttemptDetail>;
    duplicate_risk: Generated<boolean>;
    /** Of the worker that began it; null of attempts from before there was this column. */
    begun_by: string | null;
  };
  events: {
    app_id: string;
    tx: string;
    seq: string;
    id: string;
    type: EventType;
    notification_id: string;
    delivery_id: string;
    recipient: string;
    tenant: string | null;
    channel: string | null;
    provider: string | null;
    provider_message_id: string | null;
    reason: NullableJson<DiscardReason>;
    dedupe: string;
    occurred_at: Date;
    recorded_at: Generated<Date>;
  };
}

/** What the engine still has to do for a delivery. */
export type Stage = 'waiting' | 'claimed' | 'unknown' | 'settled';

/** What a look at the vendor found that did not settle the delivery. */
export type LookResult = 'empty' | 'ambiguous' | 'failed';

/** `open`: nothing is sent; `half_open`: one delivery tries whether the vendor is well again. */
export type BreakerState = 'closed' | 'open' | 'half_open';

/** What an attempt left behind besides its outcome; safe to show. */
export interface AttemptDetail {
  cause?: string;
  providerCode?: string;
  explanation?: string;
}
