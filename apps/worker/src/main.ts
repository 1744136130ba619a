import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { runHerald } from '#herald/runtime';
import { startHealthServer } from './health.server.js';
import { WorkerModule } from './worker.module.js';

await runHerald(
  async (parts) => {
    const { settings, store, logger } = parts;
    const context = await NestFactory.createApplicationContext(WorkerModule.for(parts), {
      logger,
      abortOnError: false,
    });
    const health = await startHealthServer(store, settings.port);
    logger.log(`A worker of Herald runs; its health is on port ${settings.port}`, 'Worker');
    return {
      close: async () => {
        await context.close();
        health.closeAllConnections();
        health.close();
      },
    };
  },
  { ...process.env, HERALD_ROLE: 'worker' },
);
