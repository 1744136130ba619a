export { type Closable, type ProcessParts, runHerald } from './herald.process.js';
export { PinoLogger } from './pino.logger.js';
