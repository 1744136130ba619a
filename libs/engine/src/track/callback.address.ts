import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '#herald/config';
import { SecretBox } from '#herald/store';

const PARAMETER = 'delivery';
const MAC_BYTES = 16;
const ID = '[0-9a-f-]{36}';
const CLAIM = new RegExp(`^[^?#]*\\?(?:[^#]*&)?${PARAMETER}=(${ID})(?:\\.(${ID}))?\\.([\\w-]+)(?:[&#]|$)`);

/** What the path of a callback address is of. */
interface AddressedPlace {
  apiKey: string;
  appId: string;
  providerId: string;
}

/** What a callback address tells. */
export interface AddressedDelivery extends AddressedPlace {
  deliveryId: string;
  /** The integration whose own settings it was sent with; undefined where the request replaced some of them. */
  integrationId: string | undefined;
}

/** What an address says of itself; true only when `isOurs` finds it so. */
export interface ClaimedDelivery extends Pick<AddressedDelivery, 'deliveryId' | 'integrationId'> {
  /** Base64url. */
  mac: string;
}

/**
 * The address at which a vendor reports on one delivery. The delivery's id rides in it, signed, so that a report finds
 * its delivery even when it overtakes the vendor's own answer, and cannot be aimed at another one. So does the integration's:
 * a report is verified without asking the database whose it is.
 */
@Injectable()
export class CallbackAddress {
  readonly #keys: readonly Buffer[];

  constructor(
    private readonly settings: Settings,
    box: SecretBox,
  ) {
    this.#keys = box.derive('callback-address');
  }

  of(delivery: AddressedDelivery): string {
    const [newest] = this.#keys;
    if (newest === undefined) throw new Error('There is no key to sign callback addresses with');
    const { apiKey, providerId, deliveryId, integrationId } = delivery;
    const named = integrationId === undefined ? deliveryId : `${deliveryId}.${integrationId}`;
    const mac = macOf(newest, delivery, delivery).toString('base64url');
    return `${this.base(apiKey, providerId)}?${PARAMETER}=${named}.${mac}`;
  }

  /** The address at which a vendor reports what no delivery is named for, such as what users write. */
  base(apiKey: string, providerId: string): string {
    return `${this.settings.publicUrl}/api/v1/apps/${apiKey}/webhook/${providerId}`;
  }

  /** True when Herald signed this claim for the app and provider that the address is of. */
  isOurs(claimed: ClaimedDelivery, place: AddressedPlace): boolean {
    const given = Buffer.from(claimed.mac, 'base64url');
    if (given.length !== MAC_BYTES) return false;
    return this.#keys.some((key) => timingSafeEqual(given, macOf(key, place, claimed)));
  }
}

/** The delivery that an address claims to be of, or undefined when it claims none. */
export function deliveryClaimedIn(url: string): ClaimedDelivery | undefined {
  const [, deliveryId, integrationId, mac] = CLAIM.exec(url) ?? [];
  return deliveryId === undefined || mac === undefined ? undefined : { deliveryId, integrationId, mac };
}

/** Without an integration the key is left out: an app's id says the same, and addresses made before had none. */
function macOf(
  key: Buffer,
  { apiKey, appId, providerId }: AddressedPlace,
  { deliveryId, integrationId }: Pick<AddressedDelivery, 'deliveryId' | 'integrationId'>,
): Buffer {
  const text = `${appId} ${providerId} ${deliveryId}`;
  const signed = integrationId === undefined ? text : `${text} ${integrationId} ${apiKey}`;
  return createHmac('sha256', key).update(signed).digest().subarray(0, MAC_BYTES);
}
