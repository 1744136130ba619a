export { type EncryptionKey, parseEncryptionKeys } from './encryption-keys.format.js';
export type { Environment } from './environment.variables.js';
export { EnvironmentError, checkEnvironment } from './environment.validation.js';
export { HeraldConfigModule } from './herald-config.module.js';
export { Settings } from './herald.settings.js';
