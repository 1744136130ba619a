import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { CallbackController } from '../callbacks/callback.controller.js';
import { EventController } from '../events/event.controller.js';
import { IntegrationController } from '../integrations/integration.controller.js';
import { NotificationController } from '../notifications/notification.controller.js';
import { HealthController } from '../operations/health.controller.js';
import { MetricsController } from '../operations/metrics.controller.js';
import { ReadinessCheck } from '../operations/readiness.check.js';
import { ProblemController } from '../operations/problem.controller.js';
import { ProviderController } from '../providers/provider.controller.js';
import { SessionModule } from '../session/session.module.js';
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
    EventController,
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
    ReadinessCheck,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
  ],
})
export class HttpModule {}
