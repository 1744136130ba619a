export { Herald } from './herald.client.js';
export type { CallOptions, HeraldOptions, NotifyOptions } from './client.options.js';
export { ConnectionError, HeraldError, TimeoutError, UnexpectedResponseError } from './herald.error.js';
export { ProblemError } from './problem.error.js';
export type { Problem, ProblemFault, ProblemKind } from './problem.error.js';
export type { NotificationsApi, WaitForOptions } from './notifications.api.js';
export type { DeliveriesApi, DeliveryQuery } from './deliveries.api.js';
export type { DeliveryCallback, DeliveryDetail, DeliveryFilter, DeliverySummary } from './delivery.types.js';
export type { UsersApi } from './users.api.js';
export type { EventQuery, EventsApi, FollowOptions, ListenOptions } from './events.api.js';
export type {
  StatisticsApi,
  StatisticsDimension,
  StatisticsPage,
  StatisticsQuery,
  StatisticsRow,
} from './statistics.api.js';
export type { ProvidersApi } from './providers.api.js';
export type { IntegrationTrial, IntegrationsApi } from './integrations.api.js';
export type { LiveOptions } from './event.stream.js';
export type { FeedItem } from './event.feed.js';
export type { Channel, DeliveryEvent, DiscardReason, EventFilter, EventType } from './event.types.js';
export type { Page } from './page.types.js';
export type { User, UserProfile } from './user.types.js';
export type {
  Cancellation,
  Delivery,
  DeliveryAttempt,
  DeliveryStatus,
  DeliveryWait,
  Notification,
  NotificationContent,
  NotificationDetails,
  NotificationReceipt,
  Recipient,
} from './notification.types.js';
export type { Override, ProviderOverride, TwilioConfigOverride, TwilioWhatsAppOverride } from './override.types.js';
export type {
  ConnectionReport,
  Integration,
  IntegrationChange,
  IntegrationConfig,
  IntegrationHealth,
  NewIntegration,
} from './integration.types.js';
export type { ConfigField, ProviderManifest } from './provider.types.js';
