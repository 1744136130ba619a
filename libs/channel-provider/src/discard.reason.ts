/** What each standard reason means and what a person can do about it. Providers may say it more exactly. */
const STANDARD_REASONS = {
  recipient_unknown: {
    explanation: 'No user with this identifier exists.',
    nextStep: 'Create the user with PUT /v3/users/:identifier, or send the recipient inline with its profile.',
  },
  recipient_address_missing: {
    explanation: "The recipient's profile lacks the property that this channel needs.",
    nextStep: "Add the property to the user's profile and send again.",
  },
  recipient_address_invalid: {
    explanation: "The address in the recipient's profile cannot be used.",
    nextStep: "Correct the address in the user's profile and send again.",
  },
  recipient_unreachable: {
    explanation: 'The address is valid but cannot be reached on this channel.',
    nextStep: 'Reach this recipient on another channel, or ask for another address.',
  },
  recipient_opted_out: {
    explanation: 'The recipient has opted out of messages from this sender.',
    nextStep: 'Do not send again until the recipient opts in.',
  },
  recipient_not_allowed: {
    explanation: 'The account may not write to this recipient yet.',
    nextStep: 'Let the recipient join the sandbox, verify the number, or upgrade the account.',
  },
  region_not_permitted: {
    explanation: 'The account is not allowed to send to this region.',
    nextStep: "Enable the region in the vendor's console.",
  },
  session_window_closed: {
    explanation: 'The recipient has not written within the window in which free-form messages are allowed.',
    nextStep: 'Send an approved template instead.',
  },
  content_missing: {
    explanation: 'The notification has nothing that this channel can show.',
    nextStep: 'Give the notification a message, a title or a template.',
  },
  content_invalid: {
    explanation: 'The content breaks a rule of the channel.',
    nextStep: 'Shorten or correct the content and send again.',
  },
  content_filtered: {
    explanation: 'The message was filtered out as unwanted on its way.',
    nextStep: 'Do not repeat the same text; review the content and the consent of the recipients.',
  },
  media_invalid: {
    explanation: 'The attached media could not be fetched or is of a kind or size that the channel does not take.',
    nextStep: 'Check that the address is public and that type and size are supported.',
  },
  template_invalid: {
    explanation: 'The template is missing, not approved, or its variables do not fit.',
    nextStep: "Check the template and its variables in the vendor's console.",
  },
  sender_invalid: {
    explanation: 'The sender is not known to the account or cannot be used on this channel.',
    nextStep: 'Correct the sender in the integration.',
  },
  credentials_invalid: {
    explanation: 'The vendor refused the credentials of the integration.',
    nextStep: 'Renew the credentials of the integration and verify it.',
  },
  account_suspended: {
    explanation: 'The account at the vendor is suspended, closed or restricted.',
    nextStep: "Resolve the restriction in the vendor's console.",
  },
  quota_exceeded: {
    explanation: 'A quota of the account or of the recipient is used up.',
    nextStep: 'Wait for the quota to renew, or raise it with the vendor.',
  },
  rate_limited: {
    explanation: 'More was sent than the sender may send in this time.',
    nextStep: 'Lower the send rate of the integration, or raise the limit with the vendor.',
  },
  carrier_failure: {
    explanation: 'The carrier or the device did not take the message.',
    nextStep: 'Try again later or use another channel.',
  },
  provider_failure: {
    explanation: 'The vendor failed to process the message.',
    nextStep: "Look at the vendor's status page and try again later.",
  },
  request_invalid: {
    explanation: 'The vendor refused the request as malformed.',
    nextStep: 'Check overrides and the configuration of the integration.',
  },
  expired: {
    explanation: 'The message was not delivered within its validity period.',
    nextStep: 'Send again with a longer validity period if it still matters.',
  },
  canceled: {
    explanation: 'The message was canceled before it was sent.',
    nextStep: 'Nothing to do.',
  },
  undelivered: {
    explanation: 'The vendor reports that the message was not delivered and gives no closer reason.',
    nextStep: "Look the message up in the vendor's console.",
  },
  integration_missing: {
    explanation: 'No integration is switched on that could carry this notification.',
    nextStep: 'Switch a provider on for the channel.',
  },
  attempts_exhausted: {
    explanation: 'Every attempt to hand the message over failed.',
    nextStep: 'See the attempts for the cause; send again once it is resolved.',
  },
  poison: {
    explanation: 'Handling this delivery stopped its worker repeatedly, so it was set aside.',
    nextStep: 'Report the delivery id together with the worker logs of its attempts.',
  },
} as const satisfies Record<string, { explanation: string; nextStep: string }>;

/** The closed list of reasons for which a delivery is discarded. */
export type DiscardCode = keyof typeof STANDARD_REASONS;

/** Every standard reason, for documentation and validation. */
export const DISCARD_CODES = Object.keys(STANDARD_REASONS) as DiscardCode[];

/** Why a delivery will not arrive, for a person to act on. */
export interface DiscardReason {
  code: DiscardCode;
  /** The vendor's own code, as text, where it gave one. */
  providerCode?: string;
  explanation: string;
  nextStep: string;
}

/**
 * A reason with the standard explanation and next step, unless more exact words are given.
 *
 * @param code one of the closed list
 * @param exact the vendor's code and wording that replaces the standard one
 */
export function discardReason(code: DiscardCode, exact: Partial<Omit<DiscardReason, 'code'>> = {}): DiscardReason {
  const standard = STANDARD_REASONS[code];
  return {
    code,
    ...(exact.providerCode === undefined ? {} : { providerCode: exact.providerCode }),
    explanation: exact.explanation ?? standard.explanation,
    nextStep: exact.nextStep ?? standard.nextStep,
  };
}
