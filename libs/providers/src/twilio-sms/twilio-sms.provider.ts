import { TwilioMessagingProvider } from '../_vendors/twilio/messaging.provider.js';
import type { TwilioApiOptions } from '../_vendors/twilio/twilio.api.js';
import { SMS_EVENTS, SMS_WEBHOOK } from './twilio-sms.callback.js';
import { smsSenderFindings } from './twilio-sms.check.js';
import { TWILIO_SMS, type TwilioSmsConfig } from './twilio-sms.manifest.js';
import { smsPace } from './twilio-sms.pace.js';
import { smsAddress, smsRequest } from './twilio-sms.request.js';

/** SMS through Twilio. */
export class TwilioSmsProvider extends TwilioMessagingProvider<TwilioSmsConfig> {
  constructor(options: TwilioApiOptions = {}) {
    super(
      {
        manifest: TWILIO_SMS,
        address: smsAddress,
        build: smsRequest,
        pace: smsPace,
        webhook: SMS_WEBHOOK,
        events: SMS_EVENTS,
        senderFindings: smsSenderFindings,
      },
      options,
    );
  }
}
