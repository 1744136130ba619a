import type { Finding } from '../_vendors/twilio/account.check.js';
import type { TwilioWhatsappConfig } from './twilio-whatsapp.manifest.js';
import { plainAddress } from './twilio-whatsapp.request.js';

/** The sender that every account shares. https://www.twilio.com/docs/whatsapp/sandbox */
const SANDBOX_NUMBER = '+14155238886';

/**
 * What can be said about the sender without asking: WhatsApp senders are not among the account's phone numbers, so whether
 * one is ready shows only when a message is sent.
 */
export function whatsappSenderFindings(config: TwilioWhatsappConfig): Finding[] {
  const isSandboxNumber = plainAddress(config.TWILIO_FROM_NUMBER) === SANDBOX_NUMBER;
  if (config.TWILIO_MESSAGING_SERVICE_SID !== undefined) {
    return [
      {
        severity: 'warning',
        field: 'TWILIO_MESSAGING_SERVICE_SID',
        message: 'Not checked: whether the Messaging Service has a WhatsApp sender. Send a test message.',
      },
    ];
  }
  if (isSandboxNumber && config.TWILIO_SANDBOX !== true) return [SANDBOX_NOT_SAID];
  if (!isSandboxNumber && config.TWILIO_SANDBOX === true) return [SANDBOX_ELSEWHERE];
  return [isSandboxNumber ? SANDBOX_HINT : SENDER_NOT_CHECKED];
}

const SANDBOX_NOT_SAID: Finding = {
  severity: 'warning',
  field: 'TWILIO_SANDBOX',
  message: 'The From number is that of the sandbox, which takes 1 message per 3 seconds. Switch Sandbox on.',
};

const SANDBOX_ELSEWHERE: Finding = {
  severity: 'warning',
  field: 'TWILIO_SANDBOX',
  message: `Sandbox is on, but the From number is not that of the sandbox (${SANDBOX_NUMBER}). Correct one of the two.`,
};

const SANDBOX_HINT: Finding = {
  severity: 'warning',
  field: 'TWILIO_FROM_NUMBER',
  message: `Each recipient first has to send "join <your sandbox code>" to ${SANDBOX_NUMBER}, again every three days.`,
};

const SENDER_NOT_CHECKED: Finding = {
  severity: 'warning',
  field: 'TWILIO_FROM_NUMBER',
  message: 'Not checked: whether the number is a WhatsApp sender of the account. Send a test message.',
};
