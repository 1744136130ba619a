import { inspect } from 'node:util';
import { abortAtListener } from './abort.fixture.js';
import type { HeraldOptions } from './client.options.js';
import { Herald } from './herald.client.js';
import { LASTING_FAULTS, PASSING_FAULTS } from './answer.fault.fixture.js';
import { ConnectionError, HeraldError, TimeoutError, UnexpectedResponseError } from './herald.error.js';
import { CREDENTIALS, deadUrl, empty, json, reset, silence, withServer } from './http.fixture.js';
import type { Reply } from './http.fixture.js';

const ACCEPTED = json(202, { requestId: 'n-1' });
const NOTIFICATION = { notification: { title: 'Order shipped' }, recipients: ['user-42'] };
const INTEGRATION = { provider: 'twilio_whatsapp', config: { TWILIO_FROM_NUMBER: '+15005550006' } };

function herald(baseUrl: string, options: Partial<HeraldOptions> = {}): Herald {
  return new Herald({ baseUrl, ...CREDENTIALS, retryDelayMs: 1, ...options });
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (failure) {
    return failure;
  }
  throw new Error('expected the call to fail');
}

describe.each(PASSING_FAULTS)('notify() meets $fault', ({ reply, options, failsWith, members }) => {
  it('and gets over it, under one idempotency key', async () => {
    await withServer([reply, reply, ACCEPTED], async ({ url, received }) => {
      await expect(herald(url, options).notify(NOTIFICATION)).resolves.toEqual({ requestId: 'n-1' });
      expect(received).toHaveLength(3);
      expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
      expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    });
  });

  it('to the end of its tries, and says what it was', async () => {
    await withServer([reply, reply], async ({ url, received }) => {
      const failure = await failureOf(herald(url, { ...options, retries: 1 }).notify(NOTIFICATION));
      expect(failure).toBeInstanceOf(failsWith);
      expect(failure).toMatchObject(members);
      expect(received).toHaveLength(2);
    });
  });
});

describe.each(LASTING_FAULTS)('notify() meets $fault', ({ reply, failsWith, members }) => {
  it('and fails at once', async () => {
    await withServer([reply], async ({ url }) => {
      const failure = await failureOf(herald(url).notify(NOTIFICATION));
      expect(failure).toBeInstanceOf(failsWith);
      expect(failure).toBeInstanceOf(HeraldError);
      expect(failure).toMatchObject(members);
    });
  });
});

describe('every failure', () => {
  it.each([...PASSING_FAULTS, ...LASTING_FAULTS])('keeps the secret: $fault', async ({ reply, options }) => {
    await withServer([reply], async ({ url }) => {
      const failure = await failureOf(herald(url, { ...options, retries: 0 }).notify(NOTIFICATION));
      expect(inspect(failure, { depth: null, showHidden: true })).not.toContain(CREDENTIALS.apiSecret);
      expect(String(failure)).toContain('POST /v3/notifications');
    });
  });

  it('keeps the secret when the answer repeats it', async () => {
    const echo = json(400, { title: 'Bad', detail: `header ${CREDENTIALS.apiSecret} is odd` });
    await withServer([echo], async ({ url }) => {
      const failure = await failureOf(herald(url).notify(NOTIFICATION));
      expect(failure).toMatchObject({ detail: 'header [secret] is odd' });
      expect(inspect(failure, { depth: null, showHidden: true })).not.toContain(CREDENTIALS.apiSecret);
    });
  });

  it('names the route, not the user', async () => {
    await withServer([empty(404)], async ({ url, received }) => {
      const failure = await failureOf(herald(url).users.get('jo@example.org'));
      expect(received[0]?.path).toBe('/v3/users/jo%40example.org');
      expect(failure).toMatchObject({ message: 'GET /v3/users/:identifier answered 404 Not Found', kind: 'not_found' });
    });
  });
});

describe('a refused connection', () => {
  it('is a ConnectionError with the code of the platform and the cause', async () => {
    const failure = await failureOf(herald(await deadUrl(), { retries: 2 }).notify(NOTIFICATION));
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure).toMatchObject({ code: 'ECONNREFUSED', message: expect.stringContaining('(ECONNREFUSED)') });
    expect(failure).toHaveProperty('cause');
  });
});

describe('a redirect', () => {
  it('is refused, so that the secret goes nowhere else', async () => {
    await withServer([], async (elsewhere) => {
      await withServer([empty(307, { location: elsewhere.url })], async ({ url }) => {
        const failure = await failureOf(herald(url).notify(NOTIFICATION));
        expect(failure).toBeInstanceOf(UnexpectedResponseError);
        expect(failure).toMatchObject({ status: 307, message: expect.stringContaining('baseUrl') });
      });
      expect(elsewhere.received).toHaveLength(0);
    });
  });
});

describe('what would act twice', () => {
  it.each(PASSING_FAULTS.filter(({ fault }) => fault !== '429 Retry-After'))(
    'is not repeated after $fault',
    async (row) => {
      await withServer([row.reply], async ({ url }) => {
        const failure = await failureOf(herald(url, row.options).integrations.create(INTEGRATION));
        expect(failure).toBeInstanceOf(row.failsWith);
      });
    },
  );

  it('is repeated when it was turned away', async () => {
    await withServer([empty(429), json(201, { id: 'i-1', ...INTEGRATION })], async ({ url }) => {
      await expect(herald(url).integrations.create(INTEGRATION)).resolves.toMatchObject({ id: 'i-1' });
    });
  });
});

describe('a deletion whose answer was lost', () => {
  it('has happened when the next try finds nothing', async () => {
    await withServer([reset, empty(404)], async ({ url }) => {
      await expect(herald(url).users.delete('user-42')).resolves.toBeUndefined();
    });
  });

  it('is not made up: the first try that finds nothing fails', async () => {
    await withServer([empty(404)], async ({ url }) => {
      expect(await failureOf(herald(url).users.delete('user-42'))).toMatchObject({ kind: 'not_found' });
    });
  });
});

/** Sends headers and the first bytes, and then nothing more. */
const stall: Reply = (response) => {
  response.writeHead(202, { 'content-type': 'application/json' }).write('{"requestId":');
};

describe('the deadline', () => {
  it('is not slept through: a wait that does not fit in it is not begun', async () => {
    await withServer([empty(429, { 'retry-after': '60' })], async ({ url }) => {
      const begunAt = performance.now();
      const failure = await failureOf(herald(url).notify(NOTIFICATION));
      expect(failure).toMatchObject({ kind: 'rate_limited', retryAfterMs: 60_000 });
      expect(performance.now() - begunAt).toBeLessThan(5_000);
    });
  });

  it('ends a try that would outlast it', async () => {
    await withServer([silence], async ({ url }) => {
      const failure = await failureOf(herald(url).notify(NOTIFICATION, { timeoutMs: 60_000, deadlineMs: 100 }));
      expect(failure).toBeInstanceOf(TimeoutError);
      expect(failure).toMatchObject({ message: expect.stringMatching(/within (9\d|100) ms$/) });
    });
  });

  it('covers a body that stalls after its headers', async () => {
    await withServer([stall], async ({ url }) => {
      const failure = await failureOf(herald(url, { retries: 0, timeoutMs: 100 }).notify(NOTIFICATION));
      expect(failure).toBeInstanceOf(TimeoutError);
    });
  });
});

describe("the caller's abort", () => {
  it('ends a call under way with its own reason, and nothing is repeated', async () => {
    await withServer([silence], async ({ url, arrival }) => {
      const reason = new Error('the user went away');
      const control = new AbortController();
      const arrived = arrival();
      const failure = failureOf(herald(url).notify(NOTIFICATION, { signal: control.signal }));
      await arrived;
      control.abort(reason);
      expect(await failure).toBe(reason);
    });
  });

  it('is told apart from a timeout of ours even when its reason is one', async () => {
    await withServer([silence], async ({ url }) => {
      const signal = AbortSignal.timeout(50);
      const failure = await failureOf(herald(url).notify(NOTIFICATION, { signal }));
      expect(failure).toBe(signal.reason);
    });
  });

  it('ends the wait between tries', async () => {
    await withServer([empty(503, { 'retry-after': '30' })], async ({ url }) => {
      const reason = new Error('enough');
      const { signal } = abortAtListener(2, reason);
      const begunAt = performance.now();
      expect(await failureOf(herald(url).notify(NOTIFICATION, { signal }))).toBe(reason);
      expect(performance.now() - begunAt).toBeLessThan(5_000);
    });
  });

  it('before the call keeps everything at home', async () => {
    await withServer([], async ({ url, received }) => {
      const reason = new Error('never mind');
      expect(await failureOf(herald(url).notify(NOTIFICATION, { signal: AbortSignal.abort(reason) }))).toBe(reason);
      expect(received).toHaveLength(0);
    });
  });

  it('leaves no listener on a signal that lives longer', async () => {
    await withServer([empty(503), ACCEPTED], async ({ url }) => {
      const { signal } = new AbortController();
      const added = jest.spyOn(signal, 'addEventListener');
      const removed = jest.spyOn(signal, 'removeEventListener');
      await herald(url).notify(NOTIFICATION, { signal });
      expect(added.mock.calls.length).toBeGreaterThan(0);
      expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
        added.mock.calls.map(([, listener]) => listener),
      );
    });
  });
});

describe('a fetch of the caller', () => {
  it('is used in place of the platform’s', async () => {
    const asked: string[] = [];
    const fetch = async (url: string, init: RequestInit) => {
      asked.push(`${init.method} ${url}`);
      return Response.json({ requestId: 'n-9' }, { status: 202 });
    };
    const client = herald('https://herald.example.com/engine/', { fetch });
    await expect(client.notify(NOTIFICATION)).resolves.toEqual({ requestId: 'n-9' });
    expect(asked).toEqual(['POST https://herald.example.com/engine/v3/notifications']);
  });
});
