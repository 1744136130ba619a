import { InvalidRequestError, NotFoundError } from '#herald/engine';
import { AppRepository, AppSecretRepository, SECRETS_PER_APP, SecretLimitError } from '#herald/store';
import { Body, Delete, Get, Header, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { AuditShows } from '../audit/audit.shown.js';
import { IdParameter } from '../http/id.parameter.js';
import { ApiProblems } from '../http/problem.responses.js';
import { MemberApi } from '../session/member-api.decorator.js';
import {
  AppSecretListDto,
  MadeAppSecretDto,
  NewAppSecretDto,
  RotatedAppSecretDto,
  SecretRotationDto,
} from './app.dto.js';

const OVERLAP_MS = 24 * 60 * 60 * 1000;

const ApiAppId = () =>
  ApiParam({ name: 'id', description: 'Id of the app', schema: { type: 'string', format: 'uuid' } });
const ApiSecretId = () =>
  ApiParam({ name: 'secretId', description: 'Id of the secret', schema: { type: 'string', format: 'uuid' } });

const APP_ID = new IdParameter('This app');
const SECRET_ID = new IdParameter('This secret');

/** The secrets with which an app calls. Several count at a time, so that one can be replaced without a pause. */
@MemberApi('/v3/apps/:id/secrets', 'Apps')
export class AppSecretController {
  constructor(
    private readonly apps: AppRepository,
    private readonly secrets: AppSecretRepository,
  ) {}

  @Get()
  @ApiAppId()
  @ApiOperation({ operationId: 'listAppSecrets', summary: 'The secrets of an app, without what they are' })
  @ApiOkResponse({ type: AppSecretListDto, description: 'The secrets' })
  @ApiProblems('not-found')
  async list(@Param('id', APP_ID) id: string): Promise<AppSecretListDto> {
    await this.#assertApp(id);
    return { data: await this.secrets.list(id), next: null };
  }

  @Post()
  @ApiAppId()
  @AuditShows('label', 'expiresAt')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'createAppSecret',
    summary: 'Make another secret',
    description: `Earlier ones go on counting. An app has at most ${SECRETS_PER_APP} that count at a time.`,
  })
  @ApiCreatedResponse({ type: MadeAppSecretDto, description: 'The secret, shown this once' })
  @ApiProblems('malformed-request', 'not-found', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  async create(
    @Param('id', APP_ID) id: string,
    @Body() { label, expiresAt }: NewAppSecretDto,
  ): Promise<MadeAppSecretDto> {
    await this.#assertApp(id);
    const about = { label: label ?? null, expiresAt: expiresAt ? new Date(expiresAt) : null };
    return this.secrets.create(id, about).catch(explained);
  }

  @Post(':secretId/rotate')
  @ApiAppId()
  @ApiSecretId()
  @AuditShows('oldExpiresAt')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'rotateAppSecret',
    summary: 'Replace a secret by a new one',
    description: 'Both count until the old one’s end, so that the callers can change over.',
  })
  @ApiCreatedResponse({ type: RotatedAppSecretDto, description: 'The new secret, shown this once' })
  @ApiProblems('malformed-request', 'not-found', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  async rotate(
    @Param('id', APP_ID) id: string,
    @Param('secretId', SECRET_ID) secretId: string,
    @Body() { oldExpiresAt }: SecretRotationDto,
  ): Promise<RotatedAppSecretDto> {
    const end = new Date(oldExpiresAt ?? Date.now() + OVERLAP_MS);
    const rotated = await this.secrets.rotate(id, secretId, end).catch(explained);
    if (rotated === undefined) throw new NotFoundError('This secret');
    return rotated;
  }

  @Delete(':secretId')
  @ApiAppId()
  @ApiSecretId()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'revokeAppSecret',
    summary: 'Revoke a secret',
    description: 'Calls with it are refused at once, also where it is the last one.',
  })
  @ApiNoContentResponse({ description: 'The secret counts no more' })
  @ApiProblems('not-found')
  async revoke(@Param('id', APP_ID) id: string, @Param('secretId', SECRET_ID) secretId: string): Promise<void> {
    if (!(await this.secrets.revoke(id, secretId))) throw new NotFoundError('This secret');
  }

  async #assertApp(id: string): Promise<void> {
    if ((await this.apps.find(id)) === undefined) throw new NotFoundError('This app');
  }
}

/** The limit is told as a fault of the request. */
function explained(error: unknown): never {
  if (!(error instanceof SecretLimitError)) throw error;
  throw new InvalidRequestError([
    { path: '', message: `has no room: the app has ${SECRETS_PER_APP} secrets that count; revoke one first` },
  ]);
}
