import { type DynamicModule, Global, Module, type Provider, type Type } from '@nestjs/common';
import type { Settings } from '#herald/config';
import { AttemptWriter } from './deliver/attempt.writer.js';
import { DeliveryAttempt } from './deliver/delivery.attempt.js';
import { DeliveryProcessor } from './deliver/delivery.processor.js';
import { DeliveryRequests } from './deliver/delivery.request.js';
import { IntegrationBreakers } from './deliver/integration.breakers.js';
import { SendSlots } from './deliver/send.slots.js';
import { ClaimWindow } from './dispatch/claim.window.js';
import { Dispatcher } from './dispatch/dispatcher.service.js';
import { ReconcileLimits } from './engine.limits.js';
import { EngineMetrics } from './engine.metrics.js';
import { BacklogGate } from './notify/backlog.gate.js';
import { NotifyService } from './notify/notify.service.js';
import { PollBudget } from './reconcile/poll.budget.js';
import { OutageReport } from './outage.report.js';
import { StandstillSweeper } from './reconcile/standstill.sweeper.service.js';
import { PacingMetrics } from './pacing.metrics.js';
import { RetentionSweeper } from './reconcile/retention.sweeper.service.js';
import { Sweeper } from './reconcile/sweeper.service.js';
import { UnknownResolver } from './reconcile/unknown.resolver.service.js';
import { VendorLook } from './reconcile/vendor.look.js';
import { FirstApp } from './registry/first-app.bootstrap.js';
import { IntegrationService } from './registry/integration.service.js';
import { ProviderRegistry } from './registry/provider.registry.js';
import { RetentionMetrics } from './retention.metrics.js';
import { ShutdownSignal } from './shutdown.signal.js';
import { CallbackAddress } from './track/callback.address.js';
import { CallbackService } from './track/callback.service.js';

const SERVING: Type[] = [
  ShutdownSignal,
  OutageReport,
  BacklogGate,
  EngineMetrics,
  PacingMetrics,
  ProviderRegistry,
  NotifyService,
  IntegrationService,
  CallbackAddress,
  CallbackService,
  FirstApp,
];

const WORKING: Provider[] = [
  { provide: ReconcileLimits, useFactory: () => new ReconcileLimits() },
  DeliveryRequests,
  IntegrationBreakers,
  SendSlots,
  ClaimWindow,
  AttemptWriter,
  DeliveryAttempt,
  DeliveryProcessor,
  Dispatcher,
  Sweeper,
  RetentionMetrics,
  RetentionSweeper,
  PollBudget,
  VendorLook,
  UnknownResolver,
  StandstillSweeper,
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
