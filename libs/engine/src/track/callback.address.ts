import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '#herald/config';
import { SecretBox } from '#herald/store';

const PARAMETER = 'delivery';
const MAC_BYTES = 16;
const CLAIM = new RegExp(`^[^?#]*\\?(?:[^#]*&)?${PARAMETER}=([0-9a-f-]{36})\\.([\\w-]+)(?:[&#]|$)`);

/** What an address says of itself; true only when `isOurs` finds it so. */
export interface ClaimedDelivery {
  deliveryId: string;
  /** Base64url. */
  mac: string;
}

/**
 * The address at which a vendor reports on one delivery. The delivery's id rides in it, signed, so that a report finds
 * its delivery even when it overtakes the vendor's own answer, and cannot be aimed at another one.
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

  of(apiKey: string, appId: string, providerId: string, deliveryId: string): string {
    const [newest] = this.#keys;
    if (newest === undefined) throw new Error('There is no key to sign callback addresses with');
    const mac = macOf(newest, appId, providerId, deliveryId).toString('base64url');
    return `${this.base(apiKey, providerId)}?${PARAMETER}=${deliveryId}.${mac}`;
  }

  /** The address at which a vendor reports what no delivery is named for, such as what users write. */
  base(apiKey: string, providerId: string): string {
    return `${this.settings.publicUrl}/api/v1/apps/${apiKey}/webhook/${providerId}`;
  }

  /** True when Herald signed this claim for this app and provider. */
  isOurs({ deliveryId, mac }: ClaimedDelivery, appId: string, providerId: string): boolean {
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== MAC_BYTES) return false;
    return this.#keys.some((key) => timingSafeEqual(given, macOf(key, appId, providerId, deliveryId)));
  }
}

/** The delivery that an address claims to be of, or undefined when it claims none. */
export function deliveryClaimedIn(url: string): ClaimedDelivery | undefined {
  const [, deliveryId, mac] = CLAIM.exec(url) ?? [];
  return deliveryId === undefined || mac === undefined ? undefined : { deliveryId, mac };
}

function macOf(key: Buffer, ...parts: string[]): Buffer {
  return createHmac('sha256', key).update(parts.join(' ')).digest().subarray(0, MAC_BYTES);
}
