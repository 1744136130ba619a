/**
 * A yardstick: the official Twilio client in a loop, as its documentation shows it, with keep-alive and as many calls at a
 * time as Herald has. Nothing is stored, nothing is repeated. Prints one line of JSON.
 * https://www.twilio.com/docs/messaging/tutorials/how-to-send-sms-messages/node
 */
import twilio from 'twilio';
import { inClosedLoop } from './closed.loop.js';
import { MESSAGE, measured, yardstickInput } from './yardstick.program.js';

const { url, account, concurrency } = yardstickInput();
const client = twilio(account.sid, account.token, { keepAlive: true, maxSockets: concurrency });
client.api.baseUrl = url;

await measured((count) =>
  inClosedLoop(count, concurrency, async () => {
    await client.messages.create(MESSAGE);
  }),
);
