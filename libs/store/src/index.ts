export { type AppSecret, AppSecretRepository, SECRETS_PER_APP, SecretLimitError } from './app-secret.repository.js';
export { type App, type AppCredentials, AppRepository, type ListedApp } from './app.repository.js';
export { AttemptLog, type BegunAttempt, type FinishedAttempt } from './attempt.log.js';
export { type AuditAct, type AuditEntry, AuditLog, type AuditQuery } from './audit.log.js';
export { BreakerRepository, HEALTHY, type IntegrationHealth } from './breaker.repository.js';
export { type CallbackMark, CallbackMarks, type CallbackNews } from './callback.marks.js';
export {
  CallbackRepository,
  type DeliveryCredentials,
  type NewCallback,
  type ReceivedCallback,
} from './callback.repository.js';
export { CancellationRepository } from './cancellation.repository.js';
export { ConfigOverrideSeal } from './config-override.seal.js';
export {
  type Claim,
  type ClaimBounds,
  type ClaimedDelivery,
  DeliveryClaims,
  type ReclaimRules,
  type ReclaimedCounts,
} from './delivery.claim.js';
export { type CallbackView, type DeliveryDetail, DeliveryDetails, type FoundDelivery } from './delivery.detail.js';
export type { DeliveryMaterial } from './delivery.material.js';
export {
  type DeliveryFilter,
  type DeliveryPage,
  type DeliveryQuery,
  DeliverySearch,
  type DeliverySummary,
} from './delivery.search.js';
export { DELIVERY_STATUSES, type DeliveryStatus, statusRank } from './delivery.status.js';
export { EmbeddedPostgresError } from './embedded/embedded-postgres.error.js';
export { DueSignal } from './due.signal.js';
export {
  type EventQuery,
  type EventRecord,
  EventRepository,
  type FeedReader,
  type PlacedEvent,
} from './event.repository.js';
export { InvalidCursorError } from './feed.cursor.js';
export { type InboundQuery, InboundRepository, type InboundView } from './inbound.repository.js';
export { type IntegrationLoad, IntegrationLoads } from './integration.load.js';
export { type Integration, IntegrationRepository, type IntegrationWrite } from './integration.repository.js';
export { type LaneContent, LaneDirectory } from './lane.directory.js';
export type { AttemptView, DeliveryState, DeliveryView, Waiting } from './delivery.view.js';
export { type MemberLink, MemberLinkRepository } from './member-link.repository.js';
export { LastAdminError, type Member, type MemberChange, MemberRepository, foldedEmail } from './member.repository.js';
export {
  AUDIT_OUTCOMES,
  type AuditOutcome,
  LINK_PURPOSES,
  type LinkPurpose,
  MEMBER_ROLES,
  type MemberRole,
} from './member.tables.js';
export { NotificationRepository, type NotificationView } from './notification.repository.js';
export {
  type NewDelivery,
  type NewNotification,
  NotificationWriter,
  type WrittenNotification,
} from './notification.writer.js';
export { connectionOptions } from './postgres.connection.js';
export type { PreparedStatement } from './postgres.client.js';
export { sqlState } from './postgres.errors.js';
export type { PostgresWatch, StoreOutage } from './postgres.watch.js';
export type { LookResult } from './schema.types.js';
export { type ResendLinks, ResendRepository } from './resend.repository.js';
export { SecretBox, UnsealError } from './secret.box.js';
export { PACE, type SendSlot, type Sender, spacingMs } from './sender.pace.js';
export { type NotificationsStep, RetentionRepository } from './retention.repository.js';
export { SenderRepository } from './sender.repository.js';
export { type Session, type SessionOrigin, SessionRepository } from './session.repository.js';
export type { KeptSignal } from './signal.application.js';
export {
  type StandingDelivery,
  type StandingQuery,
  type StandstillWindow,
  StandstillWindows,
} from './standstill.window.js';
export { OverloadedError } from './statement.batch.js';
export {
  STATISTICS_DIMENSIONS,
  type StatisticsDimension,
  type StatisticsQuery,
  StatisticsRepository,
  type StatisticsRow,
} from './statistics.repository.js';
export { MINUTES_KEPT_DAYS, StatisticsRollup } from './statistics.rollup.js';
export { isStoreOutage, outageReason, StoreUnavailableError } from './store.outage.js';
export { Store, openStore } from './store.js';
export { StoreModule } from './store.module.js';
export { type Contest, UnknownDeliveries, type UnknownDelivery } from './unknown.delivery.js';
export { type User, UserRepository, mergeProfile } from './user.repository.js';
export { type UserQuery, UserSearch } from './user.search.js';
