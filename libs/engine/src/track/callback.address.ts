import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '#herald/config';
import { SecretBox } from '#herald/store';

const PARAMETER = 'delivery';
const MAC_BYTES = 16;

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

  /** The delivery that an address names, or undefined when it names none or the signature is not ours. */
  deliveryIn(url: string, appId: string, providerId: string): string | undefined {
    const value = URL.canParse(url) ? new URL(url).searchParams.get(PARAMETER) : null;
    const [, deliveryId, mac] = /^([0-9a-f-]{36})\.([\w-]+)$/.exec(value ?? '') ?? [];
    if (deliveryId === undefined || mac === undefined) return undefined;
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== MAC_BYTES) return undefined;
    const isOurs = this.#keys.some((key) => timingSafeEqual(given, macOf(key, appId, providerId, deliveryId)));
    return isOurs ? deliveryId : undefined;
  }
}

function macOf(key: Buffer, ...parts: string[]): Buffer {
  return createHmac('sha256', key).update(parts.join(' ')).digest().subarray(0, MAC_BYTES);
}
