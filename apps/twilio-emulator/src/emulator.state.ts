import { AccountDirectory } from './account.directory.js';
import { ActivityMonitor } from './activity.monitor.js';
import { CallbackDispatcher } from './callback.dispatcher.js';
import { CallbackSender, newIdempotencyToken } from './callback.sender.js';
import type { EmulatorOptions } from './emulator.environment.js';
import { FaultRules } from './fault.rules.js';
import { LedgerStore } from './ledger.store.js';
import type { Message } from './message.resource.js';
import { MessageStore } from './message.store.js';
import { RingStore } from './ring.store.js';
import { SenderDirectory } from './sender.directory.js';
import { statusCallbackParameters } from './status.callback.js';
import { StatusProgression } from './status.progression.js';

/** A request to the API as it was received: everything but its credentials. */
export interface ReceivedRequest {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly userAgent: string | undefined;
  /** Of the query for GET, of the form otherwise. */
  readonly params: Readonly<Record<string, string | string[] | undefined>>;
}

const KEPT_REQUESTS = 1_000;

/** Everything that a running emulator remembers; a reset replaces it by a new one. */
export class EmulatorState {
  readonly accounts: AccountDirectory;
  readonly senders: SenderDirectory;
  readonly messages: MessageStore;
  readonly ledger: LedgerStore;
  readonly requests = new RingStore<ReceivedRequest>(KEPT_REQUESTS);
  readonly faults = new FaultRules();
  readonly activity = new ActivityMonitor();
  readonly sender = new CallbackSender();
  readonly dispatcher = new CallbackDispatcher(this.sender, this.activity);
  readonly progression: StatusProgression;
  /** Requests to the API that are being answered. */
  underWay = 0;
  /** How long a new message stays out of lists, in milliseconds. */
  listLagMs = 0;

  constructor(readonly options: EmulatorOptions) {
    this.accounts = new AccountDirectory(options.accounts);
    this.senders = new SenderDirectory(options.senders);
    this.messages = new MessageStore(options.messageCapacity);
    this.ledger = new LedgerStore(options.ledger === 'full' ? options.ledgerCapacity : 0);
    this.progression = new StatusProgression(options.stepMs, this.senders, this.activity, (message, last) =>
      this.#statusChanged(message, last),
    );
  }

  async stop(): Promise<void> {
    this.progression.stop();
    await this.sender.stop();
  }

  #statusChanged(message: Message, last: boolean): void {
    const authToken = this.accounts.find(message.accountSid)?.authToken;
    if (!this.options.callbacks || message.statusCallback === undefined || authToken === undefined) return;
    const webhook = {
      url: message.statusCallback,
      parameters: statusCallbackParameters(message, message.updatedMs),
      authToken,
      idempotencyToken: newIdempotencyToken(),
    };
    this.dispatcher.dispatch(message.sid, webhook, last);
  }
}
