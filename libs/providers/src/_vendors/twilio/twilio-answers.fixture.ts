import type { CannedAnswer } from '#herald/channel-provider/testing';

/** A create call that went well. https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export const CREATED_MESSAGE: CannedAnswer = {
  status: 201,
  body: JSON.stringify({
    sid: 'SM90f54fe9f03d4cbbb07dbe1cfcfebfea',
    date_created: 'Wed, 27 May 2020 15:08:03 +0000',
    date_updated: 'Wed, 27 May 2020 15:08:03 +0000',
    date_sent: null,
    account_sid: `AC${'1'.repeat(32)}`,
    to: 'whatsapp:+919988776655',
    from: 'whatsapp:+15005550006',
    messaging_service_sid: null,
    body: 'Hello',
    status: 'queued',
    num_segments: '1',
    num_media: '0',
    direction: 'outbound-api',
    api_version: '2010-04-01',
    price: null,
    price_unit: null,
    error_code: null,
    error_message: null,
  }),
};

/** A create call that Twilio refuses. https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
export const REFUSED_MESSAGE: CannedAnswer = {
  status: 400,
  body: JSON.stringify({
    code: 21211,
    message: "The 'To' number is not a valid phone number.",
    more_info: 'https://www.twilio.com/docs/errors/21211',
    status: 400,
  }),
};

/** The body of a 429. https://www.twilio.com/docs/api/errors/20429 */
export const TOO_MANY_REQUESTS = JSON.stringify({ code: 20429, message: 'Too Many Requests', status: 429 });
