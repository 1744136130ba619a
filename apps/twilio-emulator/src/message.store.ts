import type { MessageRequest } from './message.parameters.js';
import type { Message } from './message.resource.js';
import { newSid } from './twilio.sid.js';

/** The messages of every account, newest last; beyond a capacity the oldest are forgotten. */
export class MessageStore {
  readonly #messages = new Map<string, Message>();
  /** By sequence, going round: asking the map for its oldest key grows slow when many were deleted. */
  readonly #sids: string[] = [];
  #sequence = 0;

  constructor(private readonly capacity: number) {}

  /** Creates the message of an accepted request. */
  create(request: MessageRequest, accountSid: string, nowMs: number): Message {
    return this.#add({
      sequence: this.#next(),
      sid: newSid(request.mediaCount > 0 ? 'MM' : 'SM'),
      accountSid,
      to: request.to,
      from: request.from ?? null,
      channel: request.channel,
      direction: 'outbound-api',
      body: request.body,
      mediaCount: request.mediaCount,
      structured: request.structured,
      messagingServiceSid: request.messagingServiceSid ?? null,
      statusCallback: request.statusCallback,
      status: request.sendAt !== undefined ? 'scheduled' : request.messagingServiceSid ? 'accepted' : 'queued',
      errorCode: null,
      errorMessage: null,
      createdMs: nowMs,
      sentMs: null,
      updatedMs: nowMs,
    });
  }

  /** Keeps a message that a user wrote to the account. */
  receive(
    inbound: Pick<Message, 'accountSid' | 'to' | 'from' | 'channel' | 'body' | 'mediaCount'>,
    nowMs: number,
  ): Message {
    return this.#add({
      ...inbound,
      sequence: this.#next(),
      sid: newSid(inbound.mediaCount > 0 ? 'MM' : 'SM'),
      direction: 'inbound',
      structured: false,
      messagingServiceSid: null,
      statusCallback: undefined,
      status: 'received',
      errorCode: null,
      errorMessage: null,
      createdMs: nowMs,
      sentMs: nowMs,
      updatedMs: nowMs,
    });
  }

  find(sid: string): Message | undefined {
    return this.#messages.get(sid);
  }

  delete(sid: string): void {
    this.#messages.delete(sid);
  }

  /** Newest first. */
  list(): Message[] {
    return [...this.#messages.values()].toReversed();
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #add(message: Message): Message {
    this.#messages.set(message.sid, message);
    const place = message.sequence % this.capacity;
    const forgotten = this.#sids[place];
    if (forgotten !== undefined) this.#messages.delete(forgotten);
    this.#sids[place] = message.sid;
    return message;
  }
}
