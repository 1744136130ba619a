import type { JsonObject } from '#herald/channel-provider';
import type { BegunAttempt, DeliveryView, FinishedAttempt, KeptSignal, ReceivedCallback, Store } from '#herald/store';
import { uuidv7 } from 'uuidv7';

/** A delivery to be made. */
export interface TestDelivery {
  address?: string;
  content?: JsonObject;
}

/** Makes deliveries of one app through one integration, and takes them from stage to stage without an engine. */
export class TestDeliveries {
  constructor(
    private readonly store: Store,
    private readonly appId: string,
    private readonly route: { provider: string; integrationId: string },
  ) {}

  /** Accepts a notification with one delivery; gives the notification's id. */
  async accept({ address = 'address', content = { message: 'hello' } }: TestDelivery = {}): Promise<string> {
    const id = uuidv7();
    await this.store.notificationWriter.write({
      id,
      appId: this.appId,
      tenant: null,
      category: null,
      content,
      data: {},
      override: null,
      sendAt: null,
      idempotencyKey: null,
      bodyHash: null,
      users: [],
      deliveries: [
        {
          ...this.route,
          recipient: 'user',
          channel: 'test',
          address,
          sender: null,
          configOverride: null,
          discard: null,
        },
      ],
    });
    return id;
  }

  /** The delivery of a notification, as it is shown. */
  async only(notificationId: string): Promise<DeliveryView> {
    const [delivery] = (await this.store.notifications.find(this.appId, notificationId))?.deliveries ?? [];
    if (delivery === undefined) throw new Error('There is no delivery');
    return delivery;
  }

  /** Claims everything that is due, and begins its attempts. */
  async beginDue(leaseMs = 60_000): Promise<BegunAttempt[]> {
    const bounds = { atMost: 100, maxClaimed: 1_000_000, leaseMs };
    const { deliveries } = await this.store.claims.claimDue(bounds);
    const begun = await Promise.all(deliveries.map((claim) => this.store.attempts.begin(claim, 0)));
    return begun.filter((attempt): attempt is BegunAttempt => attempt !== undefined);
  }

  /** Ends an attempt: `accepted` with a message id of its own, unless told otherwise. */
  async finish(attempt: BegunAttempt, part: Partial<FinishedAttempt> = {}): Promise<void> {
    await this.store.attempts.finish({
      deliveryId: attempt.deliveryId,
      fence: attempt.fence,
      outcome: 'accepted',
      detail: {},
      stage: 'settled',
      dueInMs: 0,
      providerMessageId: `SM-${attempt.deliveryId}-${attempt.number}`,
      event: 'sent',
      reason: null,
      ...part,
    });
  }

  /** A verified callback of the vendor: about a delivery, or signed by these integrations and about none that it names. */
  report(signal: KeptSignal, by: { deliveryId: string } | { signedBy: string[] }): Promise<ReceivedCallback> {
    return this.store.callbacks.receive({
      appId: this.appId,
      provider: this.route.provider,
      url: 'https://herald.example/callback',
      contentType: null,
      body: Buffer.from('raw'),
      deliveryId: 'deliveryId' in by ? by.deliveryId : null,
      signedBy: 'signedBy' in by ? by.signedBy : [],
      signals: [signal],
      inbound: [],
    });
  }

  /** Ends an attempt with an unknown outcome, to be looked into at once. */
  async loseSight(attempt: BegunAttempt): Promise<void> {
    await this.finish(attempt, { outcome: 'unknown', stage: 'unknown', providerMessageId: null, event: null });
  }
}
