import { type DynamicModule, Module } from '@nestjs/common';
import { HeraldConfigModule } from '#herald/config';
import { EngineModule } from '#herald/engine';
import { ProvidersModule } from '#herald/providers';
import { QueueModule } from '#herald/queue';
import type { ProcessParts } from '#herald/runtime';
import { StoreModule, connectionOptions } from '#herald/store';
import { HttpModule } from './http/http.module.js';

/** The whole of Herald in one process. */
@Module({})
export class ServerModule {
  static for({ environment, settings, store }: ProcessParts): DynamicModule {
    const queue = { redisUrl: settings.redisUrl, postgres: connectionOptions(store.connectionString) };
    return {
      module: ServerModule,
      imports: [
        HeraldConfigModule.for(environment, settings),
        StoreModule.for(store),
        // A server that only takes calls hands nothing over.
        ...(settings.role === 'api' ? [] : [QueueModule.for(queue)]),
        ProvidersModule.register({ packages: settings.providerPackages }),
        EngineModule.for(settings.role),
        HttpModule,
      ],
    };
  }
}
