import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FaultLoad } from './fault.load.js';
import type { FaultNode } from './fault.node.js';

const ANSWERED_WITHIN_MS = 30_000;

/**
 * A caller with the addresses of all servers and a connection for each call. It turns to the next server when a connection
 * does not come about, so before a byte was taken, and never repeats anything else: whatever else happens to a call is a failure.
 */
export class RefusalClient {
  /** Calls that were answered 202. */
  calls = 0;
  /** Connections that were refused. */
  refusals = 0;
  /** What became of calls that were neither answered 202 nor refused everywhere. */
  readonly failures: string[] = [];
  #isEnded = false;
  #turn = 0;

  constructor(
    private readonly servers: readonly FaultNode[],
    private readonly load: FaultLoad,
  ) {}

  /** Calls without a pause, so many at a time, until `end` is called. */
  async callUntilEnded(callers: number): Promise<void> {
    const callInTurn = async () => {
      while (!this.#isEnded) await this.#call();
    };
    await Promise.all(Array.from({ length: callers }, callInTurn));
  }

  end(): void {
    this.#isEnded = true;
  }

  async #call(): Promise<void> {
    const message = this.load.add();
    const first = (this.#turn += 1);
    for (let tries = 0; tries < this.servers.length; tries += 1) {
      const url = this.servers[(first + tries) % this.servers.length]?.url ?? '';
      try {
        const { status, body } = await this.#post(url, this.load.requestFor(message));
        if (status !== 202) this.failures.push(`an answer ${status}: ${body}`);
        else {
          this.load.acknowledge(message, (JSON.parse(body) as { requestId: string }).requestId);
          this.calls += 1;
        }
        return;
      } catch (error) {
        // By its properties: an error of Node.js itself is no instance of Error in another context (node:vm), where specs run.
        if ((Object(error) as { syscall?: unknown }).syscall !== 'connect') {
          this.failures.push(String(error));
          return;
        }
        this.refusals += 1;
      }
    }
    this.failures.push('refused by every server');
  }

  async #post(url: string, { headers, body }: { headers: Record<string, string>; body: string }) {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(`${url}/v3/notifications`, { method: 'POST', headers, agent: false }, resolve);
      call.setTimeout(ANSWERED_WITHIN_MS, () => call.destroy(new Error('no answer in time')));
      call.once('error', reject);
      call.end(body);
    });
    return { status: answer.statusCode ?? 0, body: await text(answer) };
  }
}
