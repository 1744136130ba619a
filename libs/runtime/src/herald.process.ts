import { type Environment, EnvironmentError, Settings, checkEnvironment } from '#herald/config';
import { EmbeddedPostgresError, type Store, UnsealError, openStore } from '#herald/store';
import { collectDefaultMetrics } from 'prom-client';
import { PinoLogger } from './pino.logger.js';

/** What is not stopped by then is cut off. A supervisor has to wait longer than this before it kills. */
export const STOP_WITHIN_MS = 30_000;
/** Ctrl-C under npm arrives twice: from the terminal, and passed on by npm. */
const SAME_SIGNAL_WITHIN_MS = 500;

/** What an application is made from. */
export interface ProcessParts {
  environment: Environment;
  settings: Settings;
  store: Store;
  logger: PinoLogger;
}

/** What an application adds to the checks before the start. */
export interface StartChecks {
  /** Faults of the environment that only the application knows of, each with the variable's name. */
  faults: (environment: Environment) => readonly string[];
  /** Errors of the start whose message says the mend, so that no stack is needed. */
  mendable: readonly (new (...parameters: never[]) => Error)[];
}

/** Something that runs until it is closed. */
export interface Closable {
  /** @param signal that the process was sent */
  close(signal: NodeJS.Signals): Promise<void>;
}

/**
 * The life of a Herald process: checks the environment, opens the store, starts the application, and on SIGTERM or SIGINT
 * stops all in the opposite order and exits 0; a second signal ends it as it is, with 1. Faults of the environment are printed for people and exit 1.
 *
 * @param start builds and starts the application
 * @param variables as in `process.env`
 * @param checks of the application's own
 */
export async function runHerald(
  start: (parts: ProcessParts) => Promise<Closable>,
  variables: NodeJS.ProcessEnv,
  checks: StartChecks,
): Promise<void> {
  try {
    const environment = checkEnvironment(variables, checks.faults);
    const settings = new Settings(environment, variables);
    const logger = new PinoLogger(settings.logLevel);
    collectDefaultMetrics();
    const store = await openStore(settings, (line) => logger.log(line, 'Store'));
    void store.lost.then((reason) => {
      logger.fatal(reason, 'The store is lost; exiting', 'Process');
      process.exit(1);
    });
    const application = await startOrClose(store, () => start({ environment, settings, store, logger }));
    stopOnSignal(async (signal) => {
      await application.close(signal);
      await store.close();
    }, logger);
  } catch (error) {
    process.stderr.write(`${explained(error, checks.mendable)}\n`);
    process.exit(1);
  }
}

async function startOrClose(store: Store, start: () => Promise<Closable>): Promise<Closable> {
  try {
    return await start();
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** What a person can mend is told in words alone; of anything else the stack is what helps. */
function explained(error: unknown, mendable: StartChecks['mendable']): string {
  const types = [EnvironmentError, EmbeddedPostgresError, UnsealError, ...mendable];
  if (error instanceof Error && types.some((type) => error instanceof type)) return error.message;
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\nCaused by: ${error.cause.message}` : '';
  return `Herald could not start: ${error.stack ?? error.message}${cause}`;
}

function stopOnSignal(stop: (signal: NodeJS.Signals) => Promise<void>, logger: PinoLogger): void {
  let stoppingSinceMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stoppingSinceMs !== undefined) {
      if (performance.now() - stoppingSinceMs < SAME_SIGNAL_WITHIN_MS) return;
      logger.error(`${signal} once more: exiting as it is`, 'Process');
      process.exit(1);
    }
    stoppingSinceMs = performance.now();
    logger.log(`${signal}: stopping`, 'Process');
    const overdue = setTimeout(() => {
      logger.error(`Not stopped within ${STOP_WITHIN_MS} ms; exiting as it is`, 'Process');
      process.exit(1);
    }, STOP_WITHIN_MS);
    stop(signal).then(
      () => {
        clearTimeout(overdue);
        process.exit(0);
      },
      (error: unknown) => {
        logger.error(error, 'Stopping failed', 'Process');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
