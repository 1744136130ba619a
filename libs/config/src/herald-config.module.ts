import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import type { Environment } from './environment.variables.js';
import { Settings } from './herald.settings.js';

/** Gives `Settings` to Herald's own rooms, and the checked variables as `ConfigService` to provider modules. */
@Global()
@Module({})
export class HeraldConfigModule {
  /** @param environment checked by `checkEnvironment`, so that faults are told before anything is started */
  static for(environment: Environment, settings: Settings): DynamicModule {
    return {
      module: HeraldConfigModule,
      imports: [ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, validate: () => environment as object })],
      providers: [{ provide: Settings, useValue: settings }],
      exports: [Settings],
    };
  }
}
