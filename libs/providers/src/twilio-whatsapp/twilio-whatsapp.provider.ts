import { TwilioMessagingProvider } from '../_vendors/twilio/messaging.provider.js';
import type { TwilioApiOptions } from '../_vendors/twilio/twilio.api.js';
import { WHATSAPP_EVENTS, WHATSAPP_WEBHOOK } from './twilio-whatsapp.callback.js';
import { whatsappSenderFindings } from './twilio-whatsapp.check.js';
import { TWILIO_WHATSAPP, type TwilioWhatsappConfig } from './twilio-whatsapp.manifest.js';
import { whatsappPace } from './twilio-whatsapp.pace.js';
import { whatsappAddress, whatsappRequest } from './twilio-whatsapp.request.js';

/** WhatsApp through Twilio. */
export class TwilioWhatsappProvider extends TwilioMessagingProvider<TwilioWhatsappConfig> {
  constructor(options: TwilioApiOptions = {}) {
    super(
      {
        manifest: TWILIO_WHATSAPP,
        address: whatsappAddress,
        build: whatsappRequest,
        pace: whatsappPace,
        webhook: WHATSAPP_WEBHOOK,
        events: WHATSAPP_EVENTS,
        senderFindings: (_client, config) => Promise.resolve(whatsappSenderFindings(config)),
      },
      options,
    );
  }
}
