import { CallbackAddress, ProviderRegistry } from '#herald/engine';
import type { App } from '#herald/store';
import { Get } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AppApi } from '../http/app-api.decorator.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { ConfigFieldDto, ProviderListDto } from './provider.dto.js';

/** The catalogue of providers. */
@AppApi('/v3/providers', 'Providers')
export class ProviderController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly address: CallbackAddress,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listProviders',
    summary: 'Every provider that this Herald has',
    description: 'Switched on or not, with the settings that an integration of it takes.',
  })
  @ApiExtraModels(ConfigFieldDto)
  @ApiOkResponse({ type: ProviderListDto, description: 'The catalogue' })
  list(@CurrentApp() { apiKey }: App): ProviderListDto {
    const data = this.registry.all().map(({ manifest, webhook }) => ({
      ...manifest,
      callbackUrl: webhook === undefined ? null : this.address.base(apiKey, manifest.id),
    }));
    return { data, next: null };
  }
}
