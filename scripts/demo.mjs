/**
 * Shows the main job on this machine alone: starts Herald on its embedded store beside the Twilio emulator, switches
 * WhatsApp on, sends one notification and prints its events as they come. With `--once` it ends after `seen`.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LocalProcesses, eventually, freePort, untilReady } from './local.processes.mjs';

const SEEN_WITHIN_MS = 60_000;
const isOnce = process.argv.includes('--once');
const processes = new LocalProcesses();

async function firstLine(child) {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`${child.name} ended before it was ready`);
}

/** The link that lets the first admin in, once the server has printed it; the rest of what it prints is let go. */
async function printedLink(child) {
  const link = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout })
      .on('line', (line) => {
        const [url] = /http\S+\/setup#\S+/.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      })
      .on('close', () => reject(new Error('Herald ended without a link to the dashboard')));
  });
  // Awaited late, and not at all with --once.
  link.catch(() => undefined);
  return link;
}

async function main(dataDirectory) {
  const [port, account] = [await freePort(), `AC${randomBytes(16).toString('hex')}`];
  const [token, apiKey, apiSecret] = [16, 9, 24].map((bytes) => randomBytes(bytes).toString('hex'));
  const sender = '+14155238886';
  console.log('Starting the Twilio emulator and Herald on an embedded PostgreSQL …');
  const emulator = processes.start('The emulator', 'dist/apps/twilio-emulator/src/main.js', {
    PORT: '0',
    EMULATOR_ACCOUNTS: `${account}:${token}`,
    EMULATOR_SENDERS: sender,
    EMULATOR_STEP_MS: '500',
  });
  const { listening } = JSON.parse(await firstLine(emulator));
  const server = processes.startHerald(dataDirectory, port, {
    HERALD_API_KEY: apiKey,
    HERALD_API_SECRET: apiSecret,
    TWILIO_ACCOUNT_SID: account,
    TWILIO_AUTH_TOKEN: token,
    TWILIO_FROM_NUMBER: sender,
    TWILIO_API_BASE_URL: listening,
  });
  const setupLink = printedLink(server);
  const base = `http://localhost:${port}`;
  const call = async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey, 'x-api-secret': apiSecret },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  await untilReady(server, base);

  console.log(`\nPUT  ${base}/v3/users/ada            { "phoneNumber": "+12025550142" }`);
  await call('PUT', '/v3/users/ada', { phoneNumber: '+12025550142' });
  console.log(
    `POST ${base}/v3/notifications        { "notification": { "message": "Your order is on its way" }, "recipients": ["ada"] }`,
  );
  const { requestId } = await call('POST', '/v3/notifications', {
    notification: { message: 'Your order is on its way' },
    recipients: ['ada'],
  });
  console.log(`  → 202 { "requestId": "${requestId}" }\n\nEvents of this notification, as they come:`);

  let cursor = '';
  await eventually('The event `seen`', SEEN_WITHIN_MS, async () => {
    const query = new URLSearchParams({ notificationId: requestId, ...(cursor && { after: cursor }) });
    const { data, next } = await call('GET', `/v3/events?${query}`);
    cursor = next;
    for (const event of data) {
      const reason = event.reason ? `  ${event.reason.code}: ${event.reason.explanation}` : '';
      console.log(
        `  ${event.occurredAt}  ${event.type.padEnd(10)} ${event.provider}  ${event.providerMessageId ?? ''}${reason}`,
      );
      if (event.type === 'discarded') throw new Error('The notification was discarded');
    }
    return data.some((event) => event.type === 'seen') || undefined;
  });
  if (isOnce) return;
  console.log(`\nHerald goes on running; Ctrl-C stops everything.`);
  console.log(`  Dashboard:  ${base}/`);
  console.log(`  First, once, within 24 hours:  ${await setupLink}`);
  console.log(`  API:  ${base}/docs`);
  console.log(`  X-API-KEY: ${apiKey}\n  X-API-SECRET: ${apiSecret}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(server, 'exit')]);
}

const dataDirectory = await mkdtemp(join(tmpdir(), 'herald-demo-'));
try {
  await main(dataDirectory);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await processes.end();
  await rm(dataDirectory, { recursive: true, force: true });
}
