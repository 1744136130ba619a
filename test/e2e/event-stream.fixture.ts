import { type Herald, TEST_APP } from '../environment/herald.process.js';

/** One message of a stream: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface StreamMessage {
  id: string;
  /** Undefined where only the place moves. */
  event?: string;
  data?: Record<string, unknown>;
}

const KEYS = { 'x-api-key': TEST_APP.apiKey, 'x-api-secret': TEST_APP.apiSecret };

/** Opens `GET /v3/events/stream` as the first app, or with the cookie that is among the headers. */
export function openStream(
  herald: Herald,
  query = '',
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
): Promise<Response> {
  return fetch(`${herald.url}/v3/events/stream${query}`, {
    headers: { accept: 'text/event-stream', ...('cookie' in headers ? {} : KEYS), ...headers },
    signal,
  });
}

/** The messages of an open stream; leaving the loop closes it. */
export async function* messagesOf(response: Response): AsyncGenerator<StreamMessage> {
  if (response.body === null) throw new Error('The stream has no body');
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield messageOf(block);
  }
}

function messageOf(block: string): StreamMessage {
  const fields = Object.fromEntries(
    block
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  return {
    id: fields['id'] ?? '',
    ...(fields['event'] !== undefined && { event: fields['event'] }),
    ...(fields['data'] !== undefined && { data: JSON.parse(fields['data']) as Record<string, unknown> }),
  };
}
