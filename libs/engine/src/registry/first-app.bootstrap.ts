import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import {
  type ProviderManifest,
  type VariableReader,
  environmentFaults,
  isNamedInEnvironment,
  settingsInEnvironment,
} from '#herald/channel-provider';
import { EnvironmentError, Settings } from '#herald/config';
import { type App, AppRepository, IntegrationRepository } from '#herald/store';
import { IntegrationService } from './integration.service.js';
import { ProviderRegistry } from './provider.registry.js';

/** Makes a new Herald usable: the first app with its key and secret, and a provider switched on from the environment. */
@Injectable()
export class FirstApp implements OnModuleInit {
  readonly #logger = new Logger('FirstApp');
  readonly #variable: VariableReader = (name) => this.settings.variable(name);

  constructor(
    private readonly settings: Settings,
    private readonly apps: AppRepository,
    private readonly integrations: IntegrationRepository,
    private readonly integrationService: IntegrationService,
    private readonly registry: ProviderRegistry,
  ) {}

  /** @throws EnvironmentError when a provider's variables are incomplete or wrong */
  async onModuleInit(): Promise<void> {
    const manifests = this.registry.all().map(({ manifest }) => manifest);
    const faults = manifests.flatMap((manifest) => environmentFaults(manifest, this.#variable));
    if (faults.length > 0) throw new EnvironmentError(faults.map(({ path, message }) => `${path} ${message}`));
    if (this.settings.role === 'worker') return;
    await this.apps.oneAtATime(() => this.#setUp(manifests));
  }

  async #setUp(manifests: ProviderManifest[]): Promise<void> {
    const app = await this.#app();
    for (const manifest of manifests) {
      if (isNamedInEnvironment(manifest, this.#variable)) await this.#switchOn(app, manifest);
    }
  }

  async #app(): Promise<App> {
    const given = this.settings.firstApp;
    if (given === undefined) return (await this.apps.first()) ?? this.#madeApp();
    const app = await this.apps.ensure('First app', given);
    if ((await this.apps.authenticate(given.apiKey, given.apiSecret)) === undefined) {
      this.#logger.warn('HERALD_API_SECRET was revoked in the dashboard: calls with it are refused; set another one');
    }
    return app;
  }

  async #madeApp(): Promise<App> {
    const { app, apiSecret } = await this.apps.create('First app');
    // Shown here and never again, and not through the logger: logs are kept, a secret must not be.
    process.stdout.write(
      `\nHerald made its first app. Keep these, the secret is shown once:\n  API key     ${app.apiKey}\n  API secret  ${apiSecret}\n\n`,
    );
    return app;
  }

  async #switchOn(app: App, manifest: ProviderManifest): Promise<void> {
    const { id, label } = manifest;
    const existing = await this.integrations.list(app.id);
    if (existing.some((integration) => integration.provider === id)) return;
    const config = settingsInEnvironment(manifest, this.#variable);
    await this.integrationService.create(app, { provider: id, label: 'From the environment', config });
    this.#logger.log(`${label} is switched on, configured by the environment`);
  }
}
