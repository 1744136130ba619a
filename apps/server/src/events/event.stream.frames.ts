import type { LiveItem } from '#herald/engine';

/** How long a browser waits before it comes back to an event stream that ended. */
const RECONNECT_AFTER_MS = 1_000;

/**
 * A live feed in the form of Server-Sent Events. Each `id` is the cursor behind its event. One without an event, at the
 * start and as a sign of life, only moves the place from which a listener resumes.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* eventFrames(items: AsyncIterable<LiveItem>): AsyncGenerator<string, void, undefined> {
  yield `retry: ${RECONNECT_AFTER_MS}\n`;
  for await (const { event, cursor } of items) {
    yield event === undefined
      ? `: ${new Date().toISOString()}\nid: ${cursor}\n\n`
      : `id: ${cursor}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  }
}
