import type { ParsedUrlQuery } from 'node:querystring';
import { channelOf } from './channel.address.js';
import type { Channel } from './emulator.environment.js';

/** A create request while it is being checked. */
export class MessageDraft {
  readonly channel: Channel;

  constructor(
    readonly params: ParsedUrlQuery,
    readonly accountSid: string,
  ) {
    this.channel = channelOf(this.text('To') ?? '');
  }

  /** The single value of a parameter; one that is absent, empty or repeated has none. */
  text(name: string): string | undefined {
    const value = this.params[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** Every value of a parameter. */
  list(name: string): readonly string[] {
    const value = this.params[name];
    if (value === undefined || value === '') return [];
    return typeof value === 'string' ? [value] : value;
  }
}
