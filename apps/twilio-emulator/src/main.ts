import { EmulatorEnvironmentError, readEmulatorEnvironment } from './emulator.environment.js';
import { startEmulator } from './emulator.server.js';

async function main(): Promise<void> {
  const emulator = await startEmulator(readEmulatorEnvironment(process.env));
  const stop = (): void => {
    emulator.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ listening: emulator.url })}\n`);
}

function fail(error: unknown): void {
  const text = error instanceof EmulatorEnvironmentError ? error.message : error;
  console.error(text);
  process.exit(1);
}

main().catch(fail);
