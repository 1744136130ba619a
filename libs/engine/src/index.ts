export { DeliveryInspection, type InspectedDelivery, type ShownRequest } from './deliver/delivery.inspection.js';
export { ENGINE_CHANNELS } from './engine.channels.js';
export {
  BacklogFullError,
  CallbackRefusedError,
  IdempotencyConflictError,
  InvalidRequestError,
  NotFoundError,
} from './engine.errors.js';
export { ReconcileLimits } from './engine.limits.js';
export { EngineModule } from './engine.module.js';
export type { InlineUser, NotifyRequest } from './notify/notify.request.js';
export { CancelService, type Cancellation } from './notify/cancel.service.js';
export { type NotifyAnswer, NotifyService } from './notify/notify.service.js';
export { LiveFeed, type LiveItem, type LiveQuery } from './publish/live.feed.js';
export { ResendService } from './notify/resend.service.js';
export type { StatisticsWish } from './publish/statistics.plan.js';
export { type StatisticsAnswer, StatisticsService } from './publish/statistics.service.js';
export {
  type IntegrationDraft,
  type IntegrationPatch,
  IntegrationService,
  type IntegrationView,
} from './registry/integration.service.js';
export { OutageReport } from './outage.report.js';
export { RareLog } from './rare.log.js';
export { ProviderRegistry } from './registry/provider.registry.js';
export { type ChannelReach, ReachService } from './registry/reach.service.js';
export { HealthService, type IntegrationCondition } from './registry/health.service.js';
export { CallbackAddress } from './track/callback.address.js';
export { CallbackWatch } from './track/callback.watch.js';
export { ShutdownSignal } from './shutdown.signal.js';
export { CallbackService } from './track/callback.service.js';
