import 'reflect-metadata';
import { setTimeout } from 'node:timers/promises';
import { ShutdownSignal } from '#herald/engine';
import { NestFactory } from '@nestjs/core';
import { ProviderCatalogueError, ProviderPackageError, providerVariableFaults } from '#herald/providers';
import { type ProcessParts, runHerald } from '#herald/runtime';
import { startHealthServer } from './health.server.js';
import { WorkerModule } from './worker.module.js';

/** Goodbyes to stores that do not answer are not waited for. */
const GOODBYE_WITHIN_MS = 5_000;

async function start(parts: ProcessParts) {
  const { settings, logger } = parts;
  const context = await NestFactory.createApplicationContext(WorkerModule.for(parts), { logger, abortOnError: false });
  const health = await startHealthServer(context, settings.port);
  logger.log(`A worker of Herald runs; its health is on port ${settings.port}`, 'Worker');
  const close = async () => {
    await context.get(ShutdownSignal).raise();
    await Promise.race([context.close(), setTimeout(GOODBYE_WITHIN_MS)]);
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
