import type { ApiReply } from './api.reply.js';
import type { Caller } from './account.directory.js';
import type { SenderDirectory } from './sender.directory.js';
import { TwilioRefusal } from './twilio-error.response.js';

/**
 * `GET /2010-04-01/Accounts/{sid}.json`. A standard API key may not see accounts.
 * https://www.twilio.com/docs/iam/api-keys/key-resource-v1#types-of-keys
 *
 * @throws TwilioRefusal
 */
export function fetchAccount({ account, credential }: Caller): ApiReply {
  if (credential === 'api-key') throw new TwilioRefusal(20003);
  return {
    status: 200,
    body: {
      sid: account.sid,
      friendly_name: 'Emulated account',
      status: 'active',
      type: 'Full',
      owner_account_sid: account.sid,
      uri: `/2010-04-01/Accounts/${account.sid}.json`,
    },
  };
}

/** `GET …/Balance.json`: https://www.twilio.com/docs/usage/api/balance */
export function fetchBalance({ account }: Caller): ApiReply {
  return { status: 200, body: { account_sid: account.sid, balance: '100.00', currency: 'USD' } };
}

/** `GET …/IncomingPhoneNumbers.json`: the numbers the account owns, without paging. */
export function listIncomingNumbers({ account }: Caller, senders: SenderDirectory): ApiReply {
  const owned = senders.ownedBy(account.sid).filter(({ number, channels }) => {
    return number.startsWith('+') && channels.includes('sms');
  });
  const uri = `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers`;
  return {
    status: 200,
    body: {
      incoming_phone_numbers: owned.map(({ number }) => ({
        account_sid: account.sid,
        phone_number: number,
        friendly_name: number,
        capabilities: { sms: true, mms: true, voice: false, fax: false },
      })),
      first_page_uri: `${uri}.json?PageSize=50&Page=0`,
      next_page_uri: null,
      previous_page_uri: null,
      uri: `${uri}.json?PageSize=50&Page=0`,
      page: 0,
      page_size: 50,
      start: 0,
      end: Math.max(owned.length - 1, 0),
    },
  };
}
