import 'reflect-metadata';
import { EnvironmentError } from '#herald/config';
import { runHerald } from '#herald/runtime';
import { createHttpApplication } from './http/http.application.js';
import { ServerModule } from './server.module.js';

await runHerald(async (parts) => {
  const { settings, logger } = parts;
  if (settings.role === 'worker') {
    throw new EnvironmentError([
      'HERALD_ROLE=worker is not for the server: start the worker with `npm run start:worker`',
    ]);
  }
  const application = await createHttpApplication(ServerModule.for(parts), logger);
  await application.listen(settings.port, '0.0.0.0');
  logger.log(`Herald listens on port ${settings.port}; vendors reach it at ${settings.publicUrl}`, 'Server');
  return application;
}, process.env);
