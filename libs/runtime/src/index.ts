export { type Closable, type ProcessParts, STOP_WITHIN_MS, type StartChecks, runHerald } from './herald.process.js';
export { PinoLogger } from './pino.logger.js';
