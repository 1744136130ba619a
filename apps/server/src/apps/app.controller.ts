import { NotFoundError } from '#herald/engine';
import { AppRepository } from '#herald/store';
import { Body, Get, Header, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { AuditShows } from '../audit/audit.shown.js';
import { IdParameter } from '../http/id.parameter.js';
import { ApiProblems } from '../http/problem.responses.js';
import { MemberApi } from '../session/member-api.decorator.js';
import { AppDto, AppListDto, AppNameDto, MadeAppDto } from './app.dto.js';

const ApiId = () => ApiParam({ name: 'id', description: 'Id of the app', schema: { type: 'string', format: 'uuid' } });

const APP_ID = new IdParameter('This app');

/** The products using this Herald. */
@MemberApi('/v3/apps', 'Apps')
export class AppController {
  constructor(private readonly apps: AppRepository) {}

  @Get()
  @ApiOperation({ operationId: 'listApps', summary: 'All apps' })
  @ApiOkResponse({ type: AppListDto, description: 'The apps' })
  async list(): Promise<AppListDto> {
    return { data: await this.apps.list(), next: null };
  }

  @Post()
  @AuditShows('name')
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'createApp', summary: 'Make an app, with a key and a first secret' })
  @ApiCreatedResponse({ type: MadeAppDto, description: 'The app; its secret is shown this once' })
  @ApiProblems('malformed-request', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  create(@Body() { name }: AppNameDto): Promise<MadeAppDto> {
    return this.apps.create(name);
  }

  @Get(':id')
  @ApiId()
  @ApiOperation({ operationId: 'getApp', summary: 'One app' })
  @ApiOkResponse({ type: AppDto, description: 'The app' })
  @ApiProblems('not-found')
  async get(@Param('id', APP_ID) id: string): Promise<AppDto> {
    const app = await this.apps.find(id);
    if (app === undefined) throw new NotFoundError('This app');
    return app;
  }

  @Patch(':id')
  @ApiId()
  @AuditShows('name')
  @ApiOperation({ operationId: 'renameApp', summary: 'Give an app another name' })
  @ApiOkResponse({ type: AppDto, description: 'The app, renamed' })
  @ApiProblems('malformed-request', 'not-found', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  async rename(@Param('id', APP_ID) id: string, @Body() { name }: AppNameDto): Promise<AppDto> {
    const app = await this.apps.rename(id, name);
    if (app === undefined) throw new NotFoundError('This app');
    return app;
  }
}
