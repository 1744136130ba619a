import { Injectable } from '@nestjs/common';
import { Gauge, type Registry, register } from 'prom-client';
import { LiveFeed } from './live.feed.js';

/** Who reads what Herald publishes. */
@Injectable()
export class PublishMetrics {
  constructor(live: LiveFeed) {
    const registers: Registry[] = [register];
    const listeners: Gauge = new Gauge({
      name: 'herald_event_stream_listeners',
      help: 'Open event streams of this process',
      registers,
      collect: () => listeners.set(live.listeners),
    });
  }
}
