import type { LogLevel, LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

const PINO_LEVELS: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'> = {
  verbose: 'trace',
  debug: 'debug',
  log: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'fatal',
};

/** Nest's logger on pino: a line of JSON for each entry. Of an error it writes name, message and stack, never other fields. */
export class PinoLogger implements LoggerService {
  readonly #pino: Logger;

  /** @param level the least important level that is written */
  constructor(level: string) {
    this.#pino = pino({ level, base: { pid: process.pid } });
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('log', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('verbose', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  /** Nest gives the context last; what stands between is more text, or the stack of an error that was given as text. */
  #write(level: LogLevel, message: unknown, rest: unknown[]): void {
    const texts = rest.filter((part): part is string => typeof part === 'string');
    const context = texts.at(-1);
    const note = texts.slice(0, -1).join(' ');
    const error = message instanceof Error ? message : undefined;
    const text = error === undefined ? String(message) : note || error.message;
    this.#pino[PINO_LEVELS[level]](
      { context, ...(error === undefined ? { note: note || undefined } : { error: shown(error) }) },
      text,
    );
  }
}

interface ShownError {
  name: string;
  message: string;
  stack: string | undefined;
  cause?: ShownError;
}

function shown(error: Error): ShownError {
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause instanceof Error ? { cause: shown(cause) } : {}) };
}
