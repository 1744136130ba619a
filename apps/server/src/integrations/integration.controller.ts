import { IntegrationService } from '#herald/engine';
import type { App } from '#herald/store';
import { Body, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
} from '@nestjs/swagger';
import { AuditShows } from '../audit/audit.shown.js';
import { AppApi } from '../http/app-api.decorator.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { IdParameter } from '../http/id.parameter.js';
import { ApiProblems } from '../http/problem.responses.js';
import { NotifyAcceptedDto } from '../notifications/notification.dto.js';
import { toRecipient } from '../notifications/recipient.validation.js';
import {
  ConnectionReportDto,
  IntegrationCheckDto,
  IntegrationChangeDto,
  IntegrationDraftDto,
  IntegrationDto,
  IntegrationListDto,
  IntegrationTrialDto,
  NewIntegrationDto,
} from './integration.dto.js';

const ApiId = () =>
  ApiParam({ name: 'id', description: 'Id of the integration', schema: { type: 'string', format: 'uuid' } });

/** What the audit log shows of an integration: everything but its settings. */
const SHOWN = ['provider', 'tenant', 'label', 'enabled', 'priority', 'allowCredentialOverride'];

const INTEGRATION_ID = new IdParameter('This integration');

/** The providers that an app has switched on. */
@AppApi('/v3/integrations', 'Integrations')
export class IntegrationController {
  constructor(private readonly integrations: IntegrationService) {}

  @Get()
  @ApiOperation({ operationId: 'listIntegrations', summary: 'All integrations of the app' })
  @ApiOkResponse({ type: IntegrationListDto, description: 'The integrations; secrets are masked' })
  async list(@CurrentApp() app: App): Promise<IntegrationListDto> {
    return { data: await this.integrations.list(app), next: null };
  }

  @Post()
  @AuditShows(...SHOWN)
  @ApiOperation({ operationId: 'createIntegration', summary: 'Switch a provider on' })
  @ApiCreatedResponse({ type: IntegrationDto, description: 'The integration; secrets are masked' })
  @ApiProblems('malformed-request', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  create(@CurrentApp() app: App, @Body() draft: NewIntegrationDto): Promise<IntegrationDto> {
    return this.integrations.create(app, draft);
  }

  @Get(':id')
  @ApiId()
  @ApiOperation({ operationId: 'getIntegration', summary: 'One integration' })
  @ApiOkResponse({ type: IntegrationDto, description: 'The integration; secrets are masked' })
  @ApiProblems('not-found')
  get(@CurrentApp() app: App, @Param('id', INTEGRATION_ID) id: string): Promise<IntegrationDto> {
    return this.integrations.get(app, id);
  }

  @Patch(':id')
  @AuditShows(...SHOWN)
  @ApiId()
  @ApiOperation({ operationId: 'updateIntegration', summary: 'Change an integration' })
  @ApiOkResponse({ type: IntegrationDto, description: 'The integration, changed; secrets are masked' })
  @ApiProblems('malformed-request', 'not-found', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  update(
    @CurrentApp() app: App,
    @Param('id', INTEGRATION_ID) id: string,
    @Body() change: IntegrationChangeDto,
  ): Promise<IntegrationDto> {
    return this.integrations.update(app, id, change);
  }

  @Delete(':id')
  @ApiId()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'deleteIntegration',
    summary: 'Switch a provider off and forget its settings',
    description: 'Deliveries that wait for it are discarded when their turn comes.',
  })
  @ApiNoContentResponse({ description: 'The integration is gone' })
  @ApiProblems('not-found')
  delete(@CurrentApp() app: App, @Param('id', INTEGRATION_ID) id: string): Promise<void> {
    return this.integrations.delete(app, id);
  }

  @Post('verify')
  @AuditShows('provider')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'verifyNewIntegration',
    summary: 'Ask the vendor whether credentials are good before a provider is switched on',
    description: 'Nothing is stored, and nothing is sent to anyone.',
  })
  @ApiOkResponse({ type: ConnectionReportDto, description: 'What was found' })
  @ApiProblems('malformed-request', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  verifyNew(@Body() draft: IntegrationDraftDto): Promise<ConnectionReportDto> {
    return this.integrations.verifyDraft(draft);
  }

  @Post(':id/verify')
  @ApiId()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'verifyIntegration',
    summary: 'Ask the vendor whether the credentials are good',
    description: 'As stored, or with changes that are not stored. Nothing is sent to anyone.',
  })
  @ApiBody({ type: IntegrationCheckDto, required: false })
  @ApiOkResponse({ type: ConnectionReportDto, description: 'What was found' })
  @ApiProblems('malformed-request', 'not-found', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  verify(
    @CurrentApp() app: App,
    @Param('id', INTEGRATION_ID) id: string,
    @Body() { config }: IntegrationCheckDto,
  ): Promise<ConnectionReportDto> {
    return this.integrations.verify(app, id, config ?? {});
  }

  @Post(':id/test')
  @ApiId()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ operationId: 'testIntegration', summary: 'Send one message through this integration' })
  @ApiAcceptedResponse({ type: NotifyAcceptedDto, description: 'Stored; the sending follows' })
  @ApiProblems(
    'malformed-request',
    'not-found',
    'body-too-large',
    'unsupported-media-type',
    'invalid-request',
    'backlog-full',
  )
  async test(
    @CurrentApp() app: App,
    @Param('id', INTEGRATION_ID) id: string,
    @Body() { recipient, message }: IntegrationTrialDto,
  ): Promise<NotifyAcceptedDto> {
    const { requestId } = await this.integrations.test(app, id, {
      recipient: toRecipient(recipient),
      ...(typeof message === 'string' && { message }),
    });
    return { requestId };
  }
}
