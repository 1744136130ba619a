/** How a parameter of the create call takes its value. */
type ParameterKind =
  /** One text. */
  | 'text'
  /** Any number of texts, each under the same name. */
  | 'list'
  /** One text that is itself JSON. */
  | 'json'
  /** Kept for Herald: it is how Herald hears about the message. */
  | 'reserved';

/** Every parameter of the create call by its name. https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
const MESSAGE_PARAMETERS = {
  To: 'text',
  From: 'text',
  MessagingServiceSid: 'text',
  Body: 'text',
  MediaUrl: 'list',
  ContentSid: 'text',
  ContentVariables: 'json',
  PersistentAction: 'list',
  StatusCallback: 'reserved',
  StatusCallbackMethod: 'reserved',
  ApplicationSid: 'reserved',
  AddressRetention: 'text',
  Attempt: 'text',
  ContentRetention: 'text',
  FallbackFrom: 'text',
  ForceDelivery: 'text',
  MaxPrice: 'text',
  MessageIntent: 'text',
  ProvideFeedback: 'text',
  RiskCheck: 'text',
  ScheduleType: 'text',
  SendAsMms: 'text',
  SendAt: 'text',
  ShortenUrls: 'text',
  SmartEncoded: 'text',
  Tags: 'json',
  TrafficType: 'text',
  ValidityPeriod: 'text',
} as const satisfies Record<string, ParameterKind>;

/** Name and kind of a parameter. */
export interface MessageParameter {
  /** As Twilio writes it. */
  name: string;
  /** Absent for a parameter that is not in the table; Twilio may know it all the same. */
  kind?: ParameterKind;
}

const BY_LOWER_CASE: ReadonlyMap<string, MessageParameter> = new Map(
  Object.entries(MESSAGE_PARAMETERS).map(([name, kind]) => [name.toLowerCase(), { name, kind }]),
);

/** The parameter that is meant by a name in any case; a name that is not known stays as it is. */
export function messageParameter(name: string): MessageParameter {
  return BY_LOWER_CASE.get(name.toLowerCase()) ?? { name };
}
