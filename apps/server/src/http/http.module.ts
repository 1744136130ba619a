import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { CallbackController } from '../callbacks/callback.controller.js';
import { DeliveryController } from '../deliveries/delivery.controller.js';
import { DiscardReasonController } from '../events/discard-reason.controller.js';
import { EventController } from '../events/event.controller.js';
import { EventStreamController } from '../events/event.stream.controller.js';
import { ExportAdmission } from '../exports/export.admission.js';
import { ExportController } from '../exports/export.controller.js';
import { AppHealthController } from '../health/app-health.controller.js';
import { InboundController } from '../inbound/inbound.controller.js';
import { IntegrationController } from '../integrations/integration.controller.js';
import { NotificationController } from '../notifications/notification.controller.js';
import { HealthController } from '../operations/health.controller.js';
import { MetricsController } from '../operations/metrics.controller.js';
import { ReadinessCheck } from '../operations/readiness.check.js';
import { ProblemController } from '../operations/problem.controller.js';
import { ProviderController } from '../providers/provider.controller.js';
import { SessionModule } from '../session/session.module.js';
import { StatisticsController } from '../statistics/statistics.controller.js';
import { UserController } from '../users/user.controller.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ProblemFilter } from './problem.filter.js';
import { RequestValidationPipe } from './request.validation.js';
import { RouteDirectory } from './route.directory.js';

/**
 * Herald's HTTP API. It calls the engine and the store, which the application's root module brings; its filter and its
 * pipe hold for every controller of the application.
 */
@Module({
  imports: [SessionModule],
  controllers: [
    NotificationController,
    UserController,
    DeliveryController,
    EventController,
    EventStreamController,
    DiscardReasonController,
    ExportController,
    AppHealthController,
    InboundController,
    StatisticsController,
    ProviderController,
    IntegrationController,
    CallbackController,
    HealthController,
    MetricsController,
    ProblemController,
  ],
  providers: [
    ApiKeyGuard,
    RouteDirectory,
    ExportAdmission,
    ReadinessCheck,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
  ],
})
export class HttpModule {}
