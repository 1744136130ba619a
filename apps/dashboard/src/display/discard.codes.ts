import type { DiscardReason } from '../api/herald.types.js';

/** Checked against the API's own list: a code that is missing here does not compile. */
const CODES: Readonly<Record<DiscardReason['code'], true>> = {
  recipient_unknown: true,
  recipient_address_missing: true,
  recipient_address_invalid: true,
  recipient_unreachable: true,
  recipient_opted_out: true,
  recipient_not_allowed: true,
  region_not_permitted: true,
  session_window_closed: true,
  content_missing: true,
  content_invalid: true,
  content_filtered: true,
  media_invalid: true,
  template_invalid: true,
  sender_invalid: true,
  credentials_invalid: true,
  account_suspended: true,
  quota_exceeded: true,
  rate_limited: true,
  carrier_failure: true,
  provider_failure: true,
  request_invalid: true,
  expired: true,
  canceled: true,
  undelivered: true,
  integration_missing: true,
  attempts_exhausted: true,
  poison: true,
};

/** Every reason for which a delivery can be discarded. */
export const DISCARD_CODES: readonly string[] = Object.keys(CODES);
