import { type DynamicModule, Global, Module, type Provider, type Type } from '@nestjs/common';
import type { Settings } from '#herald/config';
import { AttemptWriter } from './deliver/attempt.writer.js';
import { DeliveryAttempt } from './deliver/delivery.attempt.js';
import { DeliveryInspection } from './deliver/delivery.inspection.js';
import { DeliveryProcessor } from './deliver/delivery.processor.js';
import { DeliveryRequests } from './deliver/delivery.request.js';
import { IntegrationBreakers } from './deliver/integration.breakers.js';
import { SendSlots } from './deliver/send.slots.js';
import { ClaimWindow } from './dispatch/claim.window.js';
import { Dispatcher } from './dispatch/dispatcher.service.js';
import { ReconcileLimits } from './engine.limits.js';
import { EngineMetrics } from './engine.metrics.js';
import { BacklogGate } from './notify/backlog.gate.js';
import { CancelService } from './notify/cancel.service.js';
import { NotifyService } from './notify/notify.service.js';
import { FeedWatch } from './publish/feed.watch.js';
import { LiveFeed } from './publish/live.feed.js';
import { PublishMetrics } from './publish/publish.metrics.js';
import { ResendService } from './notify/resend.service.js';
import { StatisticsCounter } from './publish/statistics.counter.js';
import { StatisticsService } from './publish/statistics.service.js';
import { PollBudget } from './reconcile/poll.budget.js';
import { CancellationSweeper } from './reconcile/cancellation.sweeper.service.js';
import { OutageReport } from './outage.report.js';
import { StandstillSweeper } from './reconcile/standstill.sweeper.service.js';
import { PacingMetrics } from './pacing.metrics.js';
import { RetentionSweeper } from './reconcile/retention.sweeper.service.js';
import { Sweeper } from './reconcile/sweeper.service.js';
import { UnknownResolver } from './reconcile/unknown.resolver.service.js';
import { VendorLook } from './reconcile/vendor.look.js';
import { FirstApp } from './registry/first-app.bootstrap.js';
import { HealthService } from './registry/health.service.js';
import { IntegrationService } from './registry/integration.service.js';
import { ProviderRegistry } from './registry/provider.registry.js';
import { ReachService } from './registry/reach.service.js';
import { RetentionMetrics } from './retention.metrics.js';
import { ShutdownSignal } from './shutdown.signal.js';
import { CallbackAddress } from './track/callback.address.js';
import { CallbackAddressees } from './track/callback.addressee.js';
import { CallbackWatch } from './track/callback.watch.js';
import { CallbackService } from './track/callback.service.js';

const SERVING: Type[] = [
  ShutdownSignal,
  OutageReport,
  BacklogGate,
  EngineMetrics,
  PacingMetrics,
  ProviderRegistry,
  NotifyService,
  CancelService,
  ResendService,
  IntegrationService,
  ReachService,
  HealthService,
  CallbackWatch,
  CallbackAddress,
  CallbackAddressees,
  CallbackService,
  FirstApp,
  DeliveryRequests,
  DeliveryInspection,
  FeedWatch,
  LiveFeed,
  PublishMetrics,
  StatisticsService,
];

const WORKING: Provider[] = [
  { provide: ReconcileLimits, useFactory: () => new ReconcileLimits() },
  IntegrationBreakers,
  SendSlots,
  ClaimWindow,
  AttemptWriter,
  DeliveryAttempt,
  DeliveryProcessor,
  Dispatcher,
  Sweeper,
  CancellationSweeper,
  RetentionMetrics,
  RetentionSweeper,
  PollBudget,
  VendorLook,
  UnknownResolver,
  StandstillSweeper,
  StatisticsCounter,
];

/** The flow. Needs the store, the queue, the settings and the providers, which the application brings. */
@Global()
@Module({})
export class EngineModule {
  /** @param role `api` takes calls and callbacks only; the others dispatch and deliver too */
  static for(role: Settings['role']): DynamicModule {
    const parts = role === 'api' ? SERVING : [...SERVING, ...WORKING];
    return { module: EngineModule, providers: parts, exports: SERVING };
  }
}
