import type { PaceInput, SenderPace } from '#herald/channel-provider';
import { twilioPace } from '../_vendors/twilio/sender.pace.js';
import { TWILIO_WHATSAPP, type TwilioWhatsappConfig } from './twilio-whatsapp.manifest.js';
import { WHATSAPP_DIALECT } from './twilio-whatsapp.request.js';

/** https://www.twilio.com/docs/whatsapp/best-practices-and-faqs */
const USUAL = { sends: 80, perMs: 1_000 };

/** https://www.twilio.com/docs/whatsapp/sandbox */
const SANDBOX = { sends: 1, perMs: 3_000 };

/** Every WhatsApp sender has a rate: 80 messages a second, in the sandbox one in three, or what the integration says. */
export function whatsappPace(input: PaceInput<TwilioWhatsappConfig>): SenderPace {
  return twilioPace(
    TWILIO_WHATSAPP.id,
    input,
    WHATSAPP_DIALECT,
    input.config.TWILIO_SANDBOX === true ? SANDBOX : USUAL,
  );
}
