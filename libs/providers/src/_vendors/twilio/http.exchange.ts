import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { TransportFault, transportFault } from './transport.fault.js';

/** A complete answer, its body not yet read as anything. */
export interface TransportAnswer {
  statusCode: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** No answer of Twilio's that we ask for comes near. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * One request and its answer, as undici's handler. It knows whether undici has begun to write the request, which is what
 * separates "proven not sent" from "unknown", and it bounds the whole exchange, waiting for a connection included.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  #isSettled = false;
  #statusCode = 0;
  #headers: IncomingHttpHeaders = {};
  #byteCount = 0;
  readonly #chunks: Buffer[] = [];
  readonly #deadline: NodeJS.Timeout;

  constructor(
    private readonly resolve: (answer: TransportAnswer) => void,
    private readonly reject: (fault: TransportFault) => void,
    timeoutMs: number,
    private readonly isConnected: () => boolean,
  ) {
    this.#deadline = setTimeout(() => this.#expire(), timeoutMs);
  }

  /** Comes right before the first byte is written. An error thrown here keeps undici from writing. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isSettled) throw new Error('the deadline passed before a connection was free');
    if (this.#controller !== undefined) {
      this.#fail(new TransportFault({ sent: 'maybe', cause: 'reset' }, undefined));
      throw new Error('a request is written once');
    }
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    this.#statusCode = statusCode;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#byteCount += chunk.length;
    if (this.#byteCount <= MAX_ANSWER_BYTES) {
      this.#chunks.push(chunk);
      return;
    }
    this.#fail(new TransportFault({ sent: 'maybe', cause: 'unreadable_answer' }, undefined));
    controller.abort(new Error('the answer is too long'));
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const body = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.resolve({ statusCode: this.#statusCode, headers: this.#headers, body: body?.toString('utf8') ?? '' });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(transportFault(error, this.#controller !== undefined));
  }

  #expire(): void {
    const controller = this.#controller;
    if (controller === undefined) {
      const cause = this.isConnected() ? 'local_limit' : 'connect';
      this.#fail(new TransportFault({ sent: 'no', cause }, undefined));
      return;
    }
    this.#fail(new TransportFault({ sent: 'maybe', cause: 'timeout' }, undefined));
    controller.abort(new Error('the deadline passed'));
  }

  #fail(fault: TransportFault): void {
    if (this.#settle()) this.reject(fault);
  }

  /** True the first time. */
  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    clearTimeout(this.#deadline);
    return true;
  }
}
