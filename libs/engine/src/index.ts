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
export { type NotifyAnswer, NotifyService } from './notify/notify.service.js';
export {
  type IntegrationDraft,
  type IntegrationPatch,
  IntegrationService,
  type IntegrationView,
} from './registry/integration.service.js';
export { OutageReport } from './outage.report.js';
export { RareLog } from './rare.log.js';
export { ProviderRegistry } from './registry/provider.registry.js';
export { ShutdownSignal } from './shutdown.signal.js';
export { CallbackService } from './track/callback.service.js';
