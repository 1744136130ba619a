export { describeChannelProvider, suiteChecks } from './describe.suite.js';
export type {
  CannedAnswer,
  ConversationBehaviour,
  ConversationWire,
  Endpoint,
  FaultName,
  HttpWire,
  NoWire,
  ProviderSuite,
  SuiteCheck,
} from './provider-suite.contract.js';
