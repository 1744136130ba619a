import type { Channel, SenderOptions } from './emulator.environment.js';

/** What the sender of a message is to the account that sends. */
export type SenderOwnership = 'owned' | 'other' | 'unknown';

/** The numbers that accounts own, and the channels they speak on. */
export class SenderDirectory {
  constructor(private readonly senders: readonly SenderOptions[]) {}

  /** `other`: it exists, but for another account or another channel. */
  ownership(number: string, channel: Channel, accountSid: string): SenderOwnership {
    let exists = false;
    for (const sender of this.senders) {
      if (sender.number !== number) continue;
      if (sender.channels.includes(channel) && belongsTo(sender, accountSid)) return 'owned';
      exists = true;
    }
    return exists ? 'other' : 'unknown';
  }

  /** What a Messaging Service picks when the request names no sender. */
  pick(channel: Channel, accountSid: string): string | undefined {
    return this.senders.find((sender) => sender.channels.includes(channel) && belongsTo(sender, accountSid))?.number;
  }

  ownedBy(accountSid: string): readonly SenderOptions[] {
    return this.senders.filter((sender) => belongsTo(sender, accountSid));
  }
}

function belongsTo(sender: SenderOptions, accountSid: string): boolean {
  return sender.accountSid === undefined || sender.accountSid === accountSid;
}
