import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ProviderCatalogueError, ProviderPackageError, providerVariableFaults } from '#herald/providers';
import { type ProcessParts, runHerald } from '#herald/runtime';
import { startHealthServer } from './health.server.js';
import { WorkerModule } from './worker.module.js';

async function start(parts: ProcessParts) {
  const { settings, store, logger } = parts;
  const context = await NestFactory.createApplicationContext(WorkerModule.for(parts), { logger, abortOnError: false });
  const health = await startHealthServer(store, settings.port);
  logger.log(`A worker of Herald runs; its health is on port ${settings.port}`, 'Worker');
  const close = async () => {
    await context.close();
    health.closeAllConnections();
    health.close();
  };
  return { close };
}

await runHerald(
  start,
  { ...process.env, HERALD_ROLE: 'worker' },
  {
    faults: () => providerVariableFaults(process.env),
    mendable: [ProviderPackageError, ProviderCatalogueError],
  },
);
