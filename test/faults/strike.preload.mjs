/**
 * Strikes a process at a named point: loaded into it with `--import`, it listens to the diagnostics channel that `CRASH_AT`
 * names (`name`, or `name@k` for the k-th passing) and ends the process there, or does what `STRIKE_WITH` says:
 * `kill` (SIGKILL), `stop` (SIGSTOP), `block` (the event loop, for `STRIKE_BLOCK_MS`).
 * Only passings about these deliveries count: made after `STRIKE_SINCE_MS`, and `STRIKE_ONLY` where that is set.
 * Before it strikes it writes a line of JSON to stderr: which point, which deliveries, when.
 */
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';

const STDERR = 2;
const DELIVERY_IN_CALLBACK_URL = /delivery=([0-9a-f-]{36})/;

const { CRASH_AT: at, STRIKE_WITH: way = 'kill', STRIKE_ONLY: only, STRIKE_SINCE_MS: sinceMs = '0' } = process.env;

const WAYS = {
  kill: () => process.kill(process.pid, 'SIGKILL'),
  stop: () => process.kill(process.pid, 'SIGSTOP'),
  // Without using the processor, which others need.
  block: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(process.env.STRIKE_BLOCK_MS)),
};

/** The deliveries that a message of a channel is about; undefined when it is not about deliveries. */
function deliveriesOf({ deliveryId, deliveryIds, request }) {
  if (request !== undefined) return request.method === 'POST' ? deliveriesInRequest(request) : [];
  if (deliveryIds !== undefined) return deliveryIds;
  return deliveryId === undefined ? undefined : [deliveryId];
}

function deliveriesInRequest({ body }) {
  const found = DELIVERY_IN_CALLBACK_URL.exec(decodeURIComponent(String(body ?? '')));
  return found === null ? [] : [found[1]];
}

/** Of a UUID of version 7 (RFC 9562, 5.7). */
function madeAtMs(id) {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

function isMeant(id) {
  return only === undefined ? madeAtMs(id) >= Number(sinceMs) : id === only;
}

if (at !== undefined) {
  const [name, passing = '1'] = at.split('@');
  let left = Number(passing);
  subscribe(name, (message) => {
    const meant = deliveriesOf(message)?.filter(isMeant);
    if (meant?.length === 0 || left === 0) return;
    left -= 1;
    if (left > 0) return;
    writeSync(STDERR, `\n${JSON.stringify({ struck: name, deliveryIds: meant ?? [], atMs: Date.now() })}\n`);
    WAYS[way]();
  });
}
