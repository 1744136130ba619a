export { type Closable, type ProcessParts, type StartChecks, runHerald } from './herald.process.js';
export { PinoLogger } from './pino.logger.js';
