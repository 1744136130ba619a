import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { FaultLoad } from './fault.load.js';
import type { FaultNode } from './fault.node.js';

/** Proxies ask each second or each few; the servers of a stand drain for a shorter time than the usual one, too. */
const PROBE_EVERY_MS = 100;
const PROBE_WITHIN_MS = 1_000;
const ANSWERED_WITHIN_MS = 30_000;
/** A call waits so long for a server that is ready before it counts as failed. */
const SERVED_WITHIN_MS = 10_000;
/** Of each caller, between a call and its next. */
const PAUSE_MS = 40;

/** Connections that a caller keeps, or a new one for each call. */
type Connections = Agent | false;

/**
 * Distributes calls among servers as a proxy does that heeds `/readyz`: a server that says 503, or does not answer, gets
 * no call until it says 200 again. It repeats nothing: whatever becomes of a call that it has given to a server, and that is not
 * a 202, is a failure.
 */
export class LoadBalancer {
  /** Calls that were answered 202. */
  calls = 0;
  /** What became of the others. */
  readonly failures: string[] = [];
  readonly #ended = new AbortController();
  readonly #ready = new Set<FaultNode>();
  #turn = 0;

  constructor(
    private readonly servers: readonly FaultNode[],
    private readonly load: FaultLoad,
  ) {}

  /** Calls on and on until `end` is called: so many callers on connections that they keep, and as many on new ones. */
  async callUntilEnded(callersOfEachKind: number): Promise<void> {
    const kept = new Agent({ keepAlive: true });
    const callers = Array.from({ length: callersOfEachKind }, () => [this.#callInTurn(kept), this.#callInTurn(false)]);
    try {
      await Promise.all([...this.servers.map((server) => this.#probe(server)), ...callers.flat()]);
    } finally {
      kept.destroy();
    }
  }

  end(): void {
    this.#ended.abort();
  }

  async #probe(server: FaultNode): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const isReady = await get(`${server.url}/readyz`).then(
        (status) => status === 200,
        () => false,
      );
      if (isReady) this.#ready.add(server);
      else this.#ready.delete(server);
      await setTimeout(PROBE_EVERY_MS);
    }
  }

  async #callInTurn(connections: Connections): Promise<void> {
    while (!this.#ended.signal.aborted) {
      await this.#call(connections);
      await setTimeout(PAUSE_MS);
    }
  }

  async #call(connections: Connections): Promise<void> {
    const server = await this.#nextServer();
    if (this.#ended.signal.aborted) return;
    const way = connections === false ? 'a new connection' : 'a kept connection';
    const failed = (what: string) => this.failures.push(`over ${way} to ${server?.name}: ${what}`);
    if (server === undefined) {
      failed('no server was ready');
      return;
    }
    const message = this.load.add();
    try {
      const { status, body } = await post(`${server.url}/v3/notifications`, this.load.requestFor(message), connections);
      if (status !== 202) {
        failed(`an answer ${status}: ${body}`);
        return;
      }
      this.load.acknowledge(message, (JSON.parse(body) as { requestId: string }).requestId);
      this.calls += 1;
    } catch (error) {
      failed(String(error));
    }
  }

  /** Those that are ready take turns; undefined when none is for too long. */
  async #nextServer(): Promise<FaultNode | undefined> {
    const deadlineMs = performance.now() + SERVED_WITHIN_MS;
    while (this.#ready.size === 0 && performance.now() < deadlineMs && !this.#ended.signal.aborted) {
      await setTimeout(PROBE_EVERY_MS / 10);
    }
    const ready = [...this.#ready];
    return ready[(this.#turn += 1) % ready.length];
  }
}

async function get(url: string): Promise<number> {
  const probe = request(url, { agent: false }).end();
  probe.setTimeout(PROBE_WITHIN_MS, () => probe.destroy(new Error('no answer in time')));
  const [answer] = (await once(probe, 'response')) as [IncomingMessage];
  await text(answer);
  return answer.statusCode ?? 0;
}

async function post(
  url: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  agent: Connections,
): Promise<{ status: number; body: string }> {
  const call = request(url, { method: 'POST', headers, agent }).end(body);
  call.setTimeout(ANSWERED_WITHIN_MS, () => call.destroy(new Error('no answer in time')));
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, body: await text(answer) };
}
