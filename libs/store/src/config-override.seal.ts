import type { ProviderConfig } from '#herald/channel-provider';
import type { SecretBox } from './secret.box.js';

/** Keeps the settings that a request replaced, credentials among them, sealed and bound to one delivery. */
export class ConfigOverrideSeal {
  constructor(private readonly box: SecretBox) {}

  seal(deliveryId: string, config: ProviderConfig): Buffer {
    return this.box.seal(JSON.stringify(config), contextOf(deliveryId));
  }

  /** @throws UnsealError */
  open(deliveryId: string, sealed: Buffer): ProviderConfig {
    return JSON.parse(this.box.open(sealed, contextOf(deliveryId))) as ProviderConfig;
  }
}

function contextOf(deliveryId: string): string {
  return `deliveries:${deliveryId}`;
}
