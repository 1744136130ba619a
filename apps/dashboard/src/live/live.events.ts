import { useEffect, useRef, useState } from 'react';
import { heraldUrl } from '../api/herald.api.js';
import type { DeliveryEvent, EventType } from '../api/herald.types.js';

const EVENT_TYPES: readonly EventType[] = ['sent', 'delivered', 'seen', 'discarded'];
const RETRY_MS = 3_000;

/** What a listener hears of; everything without it. */
export interface LiveFilter {
  notificationId?: string;
}

/**
 * Hears events as they happen, from now on, also across a restart of Herald: after a break the stream goes on behind the
 * last event that was heard.
 *
 * @returns whether the stream is open
 */
export function useLiveEvents(
  appId: string,
  { notificationId }: LiveFilter,
  heard: (event: DeliveryEvent) => void,
): boolean {
  const [isOpen, setIsOpen] = useState(false);
  const listener = useRef(heard);
  useEffect(() => {
    listener.current = heard;
  });
  useEffect(() => {
    const stream = new LiveStream(appId, { notificationId }, (event) => listener.current(event), setIsOpen);
    return () => stream.close();
  }, [appId, notificationId]);
  return isOpen;
}

/** An `EventSource` that also goes on after the answers at which a browser gives up, such as 503 while Herald starts. */
class LiveStream {
  #source: EventSource | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #cursor: string | undefined;

  constructor(
    private readonly appId: string,
    private readonly filter: LiveFilter,
    private readonly heard: (event: DeliveryEvent) => void,
    private readonly openChanged: (isOpen: boolean) => void,
  ) {
    this.#open();
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.openChanged(false);
  }

  #open(): void {
    const { notificationId } = this.filter;
    const source = new EventSource(
      heraldUrl('v3/events/stream', {
        'x-herald-app': this.appId,
        ...(notificationId === undefined ? {} : { notificationId }),
        ...(this.#cursor === undefined ? {} : { after: this.#cursor }),
      }),
    );
    this.#source = source;
    source.addEventListener('open', () => this.openChanged(true));
    source.addEventListener('error', () => this.#broken(source));
    for (const type of EVENT_TYPES) {
      source.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => {
        this.#cursor = lastEventId;
        this.heard(JSON.parse(data) as DeliveryEvent);
      });
    }
  }

  #broken(source: EventSource): void {
    this.openChanged(false);
    if (source.readyState !== EventSource.CLOSED) return;
    this.#retry = setTimeout(() => this.#open(), RETRY_MS);
  }
}
