import { shapeOf } from './answer.shape.js';
import type { CallOptions } from './client.options.js';
import type { Page } from './page.types.js';
import type { ProviderManifest } from './provider.types.js';
import type { RequestTransport } from './request.transport.js';

const isPage = shapeOf<Page<ProviderManifest>>({ data: 'array' });

/** The catalogue of providers. */
export class ProvidersApi {
  readonly #transport: RequestTransport;

  constructor(transport: RequestTransport) {
    this.#transport = transport;
  }

  /** Every provider that this Herald has, switched on or not, with the settings that it takes. */
  async list(options?: CallOptions): Promise<Page<ProviderManifest>> {
    return this.#transport.call({ method: 'GET', route: '/v3/providers', repetition: 'idempotent' }, isPage, options);
  }
}
