/**
 * The yardstick: the official Twilio client in a loop, as its documentation shows it, with keep-alive and as many calls
 * at a time as Herald has. Nothing is stored, nothing is retried. Prints one line of JSON.
 */
import twilio from 'twilio';

const [url = '', accountSid = '', token = '', from = '', countText = '0', concurrencyText = '1'] =
  process.argv.slice(2);
const count = Number(countText);
const client = twilio(accountSid, token, { keepAlive: true, maxSockets: Number(concurrencyText) });
client.api.baseUrl = url;

let started = 0;
async function sendInTurn(): Promise<void> {
  while (started < count) {
    started += 1;
    await client.messages.create({
      to: 'whatsapp:+12025550142',
      from: `whatsapp:${from}`,
      body: 'Your order is on its way',
      statusCallback: 'http://127.0.0.1:9/api/v1/apps/bench/webhook/twilio_whatsapp?delivery=0#rc=5&rp=5xx,ct,rt',
    });
  }
}

const beganAtMs = performance.now();
const cpuBefore = process.cpuUsage();
await Promise.all(Array.from({ length: Number(concurrencyText) }, sendInTurn));
const cpu = process.cpuUsage(cpuBefore);
process.stdout.write(
  `${JSON.stringify({ perSecond: (count * 1000) / (performance.now() - beganAtMs), cpuMsPerMessage: (cpu.user + cpu.system) / 1000 / count })}\n`,
);
