const STREAMS = ['stdout', 'stderr'] as const;
const CONSOLE_METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

/** Runs the work and gives its result together with everything that it wrote to the console, stdout or stderr. */
export async function captureOutput<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; written: string[] }> {
  const written: string[] = [];
  const restore: (() => void)[] = [];
  for (const name of STREAMS) {
    const stream = process[name];
    const original = Object.getOwnPropertyDescriptor(stream, 'write');
    stream.write = (chunk: string | Uint8Array) => {
      written.push(`${name}: ${String(chunk)}`);
      return true;
    };
    restore.push(() => {
      if (original === undefined) Reflect.deleteProperty(stream, 'write');
      else Object.defineProperty(stream, 'write', original);
    });
  }
  for (const name of CONSOLE_METHODS) {
    const original = console[name];
    console[name] = (...parts: unknown[]) => {
      written.push(`console.${name}: ${parts.map(String).join(' ')}`);
    };
    restore.push(() => {
      console[name] = original;
    });
  }
  try {
    return { result: await work(), written };
  } finally {
    for (const undo of restore) undo();
  }
}
