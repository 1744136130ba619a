import { type DynamicModule, Module } from '@nestjs/common';
import { HeraldConfigModule } from '#herald/config';
import { EngineModule } from '#herald/engine';
import { ProvidersModule } from '#herald/providers';
import { QueueModule } from '#herald/queue';
import type { ProcessParts } from '#herald/runtime';
import { StoreModule, connectionOptions } from '#herald/store';

/** Herald without its API: dispatches and delivers. */
@Module({})
export class WorkerModule {
  static for({ environment, settings, store }: ProcessParts): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        HeraldConfigModule.for(environment, settings),
        StoreModule.for(store),
        QueueModule.for({ redisUrl: settings.redisUrl, postgres: connectionOptions(store.connectionString) }),
        ProvidersModule.register({ packages: settings.providerPackages }),
        EngineModule.for('worker'),
      ],
    };
  }
}
