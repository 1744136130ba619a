import { stringify } from 'node:querystring';
import { resolve } from 'node:path';
import twilio from 'twilio';
import { Child } from '../environment/child.process.js';
import { eventually } from '../environment/eventually.js';
import type { Figure } from './bench.figure.js';
import type { BenchOptions } from './bench.options.js';
import { inClosedLoop } from './closed.loop.js';
import { type BenchEmulator, type LedgerLine, startEmulator } from './emulator.stand.js';
import { startHerald } from './herald.stand.js';
import { KeptConnections } from './kept.connections.js';
import { CONCURRENCY, notifyAndDrain } from './notify.load.js';
import { median } from './sample.statistics.js';
import { type BenchStores, startStores } from './store.stand.js';

/** A part of the callbacks goes first: what runs first is compiled while it runs. */
const WARM_UP_SHARE = 0.5;

const PROVIDER_PATH = '/api/v1/apps/bench/webhook/twilio_whatsapp';

interface SignedCallback {
  path: string;
  signature: string;
  body: string;
}

/** Callbacks taken per second, each of another delivery and each with an event, beside a handler that only verifies. */
export async function measureCallbacks({ count, rounds }: BenchOptions): Promise<Figure[]> {
  const runs = { bare: [] as number[], embedded: [] as number[], apart: [] as number[] };
  for (let round = 1; round <= rounds; round += 1) {
    const emulator = await startEmulator('full');
    try {
      runs.bare.push(await bareHandler(emulator, count));
      runs.embedded.push(await heraldIngest(emulator, undefined, count));
      const stores = await startStores();
      if (stores === undefined) continue;
      try {
        runs.apart.push(await heraldIngest(emulator, stores, count));
      } finally {
        await stores.stop();
      }
    } finally {
      await emulator.stop();
    }
  }
  const bare = median(runs.bare);
  return [
    { leg: 'callbacks', subject: 'handler that only verifies', name: 'callbacks', value: bare, unit: '/s' },
    ...heraldFigures('embedded store', median(runs.embedded), bare),
    ...(runs.apart.length === 0 ? [] : heraldFigures('PostgreSQL + Redis', median(runs.apart), bare)),
  ];
}

function heraldFigures(subject: string, perSecond: number, bare: number): Figure[] {
  const shared = { leg: 'callbacks', subject } as const;
  return [
    { ...shared, name: 'callbacks stored and applied', value: perSecond, unit: '/s' },
    { ...shared, name: '… ÷ handler that only verifies', value: perSecond / bare, unit: '×', atLeast: 0.5 },
  ];
}

async function bareHandler({ account, sender }: BenchEmulator, count: number): Promise<number> {
  const program = resolve('dist/test/bench/signature-check.yardstick.js');
  const child = Child.run('signature check', [process.execPath, program, account.token]);
  try {
    const url = await eventually('The bare handler', () => /listening on (\S+)/.exec(child.output)?.[1]);
    const callbacks = Array.from({ length: count }, (_, index) => {
      const sid = `SM${index.toString(16).padStart(32, '0')}`;
      return signed(account, sender, sid, `${url}${PROVIDER_PATH}?delivery=${sid}`);
    });
    return await ingestRate(url, callbacks);
  } finally {
    await child.end();
  }
}

async function heraldIngest(emulator: BenchEmulator, stores: BenchStores | undefined, count: number): Promise<number> {
  const herald = await startHerald(emulator, stores);
  try {
    const before = await emulator.count();
    await notifyAndDrain(emulator, herald, count);
    const ledger = await emulator.ledgerAfter(before);
    const callbacks = ledger.map(({ sid, params }: LedgerLine) =>
      signed(emulator.account, emulator.sender, sid, (params.StatusCallback ?? '').replace(/#.*/, '')),
    );
    return await ingestRate(herald.url, callbacks);
  } finally {
    await herald.stop();
  }
}

/** A callback as Twilio sends it. https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
function signed(account: BenchEmulator['account'], sender: string, sid: string, url: string): SignedCallback {
  const params = {
    ChannelPrefix: 'whatsapp',
    ApiVersion: '2010-04-01',
    MessageStatus: 'delivered',
    SmsSid: sid,
    SmsStatus: 'delivered',
    MessageSid: sid,
    AccountSid: account.sid,
    From: `whatsapp:${sender}`,
    To: 'whatsapp:+12025550142',
    EventType: 'DELIVERED',
  };
  return {
    path: url.slice(new URL(url).origin.length),
    signature: twilio.getExpectedTwilioSignature(account.token, url, params),
    body: stringify(params),
  };
}

async function ingestRate(url: string, callbacks: readonly SignedCallback[]): Promise<number> {
  const connections = new KeptConnections(url, CONCURRENCY);
  const send = async ({ path, signature, body }: SignedCallback) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
    const { status } = await connections.post(path, headers, body);
    if (status >= 300) throw new Error(`The callback was answered ${status}`);
  };
  const sendAll = (part: readonly SignedCallback[]) =>
    inClosedLoop(part.length, CONCURRENCY, (index) => send(part[index] as SignedCallback));
  const warmUp = Math.floor(callbacks.length * WARM_UP_SHARE);
  await sendAll(callbacks.slice(0, warmUp));
  const beganAtMs = performance.now();
  await sendAll(callbacks.slice(warmUp));
  const rate = ((callbacks.length - warmUp) * 1000) / (performance.now() - beganAtMs);
  connections.close();
  return rate;
}
