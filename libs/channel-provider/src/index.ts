export type {
  AddressInput,
  AddressResult,
  BuildInput,
  BuildResult,
  CallbackReply,
  CallbackRequest,
  ChannelProvider,
  ConnectionReport,
  PaceInput,
  ProviderSighting,
  ProviderWebhook,
  SendContext,
  SenderPace,
  SightingSearch,
} from './channel-provider.contract.js';
export { CHANNEL_PROVIDERS } from './channel-providers.token.js';
export {
  type BooleanField,
  type ConfigField,
  type ConfigFields,
  type ConfigOf,
  type ConfigValue,
  type NumberField,
  type ProviderConfig,
  type StringField,
  defineConfigFields,
} from './config-field.contract.js';
export {
  type VariableReader,
  environmentFaults,
  isNamedInEnvironment,
  settingsInEnvironment,
} from './config.variables.js';
export { MASK, maskConfig, splitSecrets } from './config.masking.js';
export { type CheckedConfig, checkConfig, checkValues } from './config.validation.js';
export { DISCARD_CODES, type DiscardCode, type DiscardReason, discardReason } from './discard.reason.js';
export { EVENT_TYPES, type EventType } from './event.contract.js';
export type { Fault } from './fault.contract.js';
export type { JsonObject, JsonValue } from './json.types.js';
export { manifestFaults } from './manifest.validation.js';
export type { Message } from './message.contract.js';
export {
  NO_OVERRIDES,
  OVERRIDE_LIMITS,
  type Overrides,
  forbiddenKeyPaths,
  hasOverriddenSecrets,
  isJsonObject,
  mergeFields,
  overrideConfig,
  readOverrides,
} from './override.merge.js';
export type { ProfileProperty, ProviderManifest } from './provider.manifest.js';
export type { InboundMedia, InboundMessage, ProviderSignal, StatusSignal } from './provider.signal.js';
export type { Accepted, Rejected, Retry, RetryCause, SendOutcome, Unknown, UnknownCause } from './send.outcome.js';
