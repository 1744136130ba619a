import type { Dispatcher } from 'undici';
import fc from 'fast-check';
import { HttpExchange, type TransportAnswer } from './http.exchange.js';
import type { TransportFault } from './transport.fault.js';

const TIMEOUT_MS = 1_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** An exchange in the hands of a transport that does as the spec says, on a clock that does, too. */
class Exchange {
  readonly ends: (TransportAnswer | TransportFault)[] = [];
  readonly aborts: string[] = [];
  isConnected = false;
  /** How often undici was let write the request. */
  writes = 0;
  readonly #exchange = new HttpExchange(
    (answer) => void this.ends.push(answer),
    (fault) => void this.ends.push(fault),
    TIMEOUT_MS,
    () => this.isConnected,
  );
  readonly #controller = {
    abort: (reason: Error) => void this.aborts.push(reason.message),
  } as unknown as Dispatcher.DispatchController;

  start(): void {
    this.#exchange.onRequestStart(this.#controller);
    this.writes += 1;
  }

  head(status = 201): void {
    this.#exchange.onResponseStart(this.#controller, status, { 'retry-after': '7' });
  }

  data(chunk: string | Buffer): void {
    this.#exchange.onResponseData(this.#controller, Buffer.from(chunk));
  }

  end(): void {
    this.#exchange.onResponseEnd();
  }

  fail(code: string): void {
    this.#exchange.onResponseError(this.#controller, Object.assign(new Error('x'), { code }));
  }
}

describe('an exchange', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives the whole answer', () => {
    const exchange = new Exchange();
    exchange.start();
    exchange.head(201);
    exchange.data('{"sid":');
    exchange.data('"SM1"}');
    exchange.end();
    expect(exchange.ends).toEqual([{ statusCode: 201, headers: { 'retry-after': '7' }, body: '{"sid":"SM1"}' }]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    [[], ''],
    [['x'], 'x'],
    [['ü', 'b', 'c'], 'übc'],
  ])('puts %j together', (chunks, body) => {
    const exchange = new Exchange();
    exchange.start();
    exchange.head();
    for (const chunk of chunks) exchange.data(chunk);
    exchange.end();
    expect(exchange.ends).toMatchObject([{ body }]);
  });

  it('takes an answer up to its limit and lets go of a longer one', () => {
    const [fits, exceeds] = [new Exchange(), new Exchange()];
    for (const exchange of [fits, exceeds]) {
      exchange.start();
      exchange.head();
      exchange.data(Buffer.alloc(MOST_BYTES - 1, 'x'));
      exchange.data('x');
    }
    exceeds.data('x');
    for (const exchange of [fits, exceeds]) exchange.end();
    expect(fits.ends).toMatchObject([{ statusCode: 201 }]);
    expect(fits.aborts).toEqual([]);
    expect(exceeds.ends).toMatchObject([{ verdict: { sent: 'maybe', cause: 'unreadable_answer' }, code: undefined }]);
    expect(exceeds.aborts).toEqual(['the answer is too long']);
  });

  it.each([
    [false, 'connect'],
    [true, 'local_limit'],
  ] as const)('that was never begun is proven not sent; with a connection %p: %s', (isConnected, cause) => {
    const exchange = new Exchange();
    exchange.isConnected = isConnected;
    jest.advanceTimersByTime(TIMEOUT_MS);
    expect(exchange.ends).toMatchObject([{ verdict: { sent: 'no', cause } }]);
    expect(() => exchange.start()).toThrow('the deadline passed before a connection was free');
    expect(exchange.aborts).toEqual([]);
    expect(exchange.ends).toHaveLength(1);
  });

  it('that was begun and not answered in time is unknown, and let go of', () => {
    const exchange = new Exchange();
    exchange.start();
    jest.advanceTimersByTime(TIMEOUT_MS - 1);
    expect(exchange.ends).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(exchange.ends).toMatchObject([{ verdict: { sent: 'maybe', cause: 'timeout' } }]);
    expect(exchange.aborts).toEqual(['the deadline passed']);
  });

  it('is not written a second time', () => {
    const exchange = new Exchange();
    exchange.start();
    expect(() => exchange.start()).toThrow('a request is written once');
    expect(exchange.ends).toMatchObject([{ verdict: { sent: 'maybe', cause: 'reset' } }]);
  });

  it.each([
    [false, { sent: 'no', cause: 'refused' }],
    [true, { sent: 'maybe', cause: 'reset' }],
  ] as const)('that fails, begun %p, is %j', (isBegun, verdict) => {
    const exchange = new Exchange();
    if (isBegun) exchange.start();
    exchange.fail('ECONNREFUSED');
    expect(exchange.ends).toMatchObject([{ verdict, code: 'ECONNREFUSED' }]);
  });

  it('ends once, and as not sent only when not a byte was written, whatever the transport does', () => {
    const moves = fc.array(fc.constantFrom('start', 'head', 'data', 'much', 'end', 'fail', 'connect', 'wait'), {
      maxLength: 12,
    });
    const much = Buffer.alloc(MOST_BYTES, 'x');
    fc.assert(
      fc.property(moves, (given) => {
        const exchange = new Exchange();
        for (const move of given) {
          if (move === 'start') attempt(() => exchange.start());
          else if (move === 'fail') exchange.fail('ECONNRESET');
          else if (move === 'connect') exchange.isConnected = true;
          else if (move === 'wait') jest.advanceTimersByTime(TIMEOUT_MS);
          // There is no answer to what was not written.
          else if (exchange.writes === 0) continue;
          else if (move === 'head') exchange.head();
          else if (move === 'data') exchange.data('x');
          else if (move === 'much') exchange.data(much);
          else exchange.end();
        }
        jest.advanceTimersByTime(TIMEOUT_MS);
        expect(exchange.ends).toHaveLength(1);
        expect(exchange.writes).toBeLessThanOrEqual(1);
        const [end] = exchange.ends;
        const sent = exchange.writes === 0 ? 'no' : 'maybe';
        expect(end).toMatchObject(end !== undefined && 'verdict' in end ? { verdict: { sent } } : { headers: {} });
        expect(jest.getTimerCount()).toBe(0);
      }),
    );
  });
});

/** undici takes a throw for the end of the request. */
function attempt(start: () => void): void {
  try {
    start();
  } catch {
    return;
  }
}
