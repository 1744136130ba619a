import 'reflect-metadata';
import { ProviderCatalogueError, ProviderPackageError, providerVariableFaults } from '#herald/providers';
import { type ProcessParts, runHerald } from '#herald/runtime';
import { createHttpApplication } from './http/http.application.js';
import { endHttpApplication } from './http/http.ending.js';
import { ServerModule } from './server.module.js';

const WORKER_ROLE = 'HERALD_ROLE=worker is not for the server: start the worker with `npm run start:worker`';

async function start(parts: ProcessParts) {
  const { settings, logger } = parts;
  const application = await createHttpApplication(ServerModule.for(parts), settings, logger);
  await application.listen(settings.port, '0.0.0.0');
  logger.log(
    `Herald listens on port ${settings.port}; vendors and browsers reach it at ${settings.publicUrl}, the dashboard is there`,
    'Server',
  );
  // A person who presses Ctrl-C distributes no requests.
  return {
    close: (signal: NodeJS.Signals) => endHttpApplication(application, signal === 'SIGINT' ? 0 : settings.drainMs),
  };
}

await runHerald(start, process.env, {
  faults: ({ HERALD_ROLE: role }) => [
    ...(role === 'worker' ? [WORKER_ROLE] : []),
    ...providerVariableFaults(process.env),
  ],
  mendable: [ProviderPackageError, ProviderCatalogueError],
});
