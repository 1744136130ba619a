import type { JsonObject } from '#herald/channel-provider';
import { type InlineUser, InvalidRequestError, NotFoundError, ReachService } from '#herald/engine';
import { type App, type User, UserRepository, UserSearch } from '#herald/store';
import { Body, Delete, Get, HttpCode, HttpStatus, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppApi } from '../http/app-api.decorator.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { LIMITS } from '../http/http.limits.js';
import { ApiProblems } from '../http/problem.responses.js';
import { identifierFaults, toInlineUser, toProfile } from './inline-user.validation.js';
import { ProfileDto, UserDto } from './user.dto.js';
import { UserChannelsDto, UserChannelsQueryDto, UserPageDto, UserQueryDto } from './user-list.dto.js';

const ApiIdentifier = () =>
  ApiParam({
    name: 'identifier',
    description: 'The app’s own name for the user',
    schema: { type: 'string', minLength: 1, maxLength: LIMITS.name },
    example: 'user-42',
  });

/** The users that an app notifies. */
@AppApi('/v3/users', 'Users')
export class UserController {
  constructor(
    private readonly users: UserRepository,
    private readonly search: UserSearch,
    private readonly reach: ReachService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listUsers', summary: 'Users by identifier' })
  @ApiOkResponse({ type: UserPageDto, description: 'A page of users' })
  @ApiProblems('invalid-request')
  async list(@CurrentApp() app: App, @Query() query: UserQueryDto): Promise<UserPageDto> {
    const { data, next } = await this.search.page(app.id, query);
    return { data: data.map(flat), next };
  }

  @Get(':identifier/channels')
  @ApiOperation({
    operationId: 'listUserChannels',
    summary: 'On which channels a user can be reached, and why not',
    description: 'Judged by the present profile and integrations, as a notification would be.',
  })
  @ApiIdentifier()
  @ApiOkResponse({ type: UserChannelsDto, description: 'Every channel that Herald has a provider for' })
  @ApiProblems('not-found', 'invalid-request')
  async channels(
    @CurrentApp() app: App,
    @Param('identifier') identifier: string,
    @Query() { tenant }: UserChannelsQueryDto,
  ): Promise<UserChannelsDto> {
    return { data: await this.reach.channelsOf(app, identifier, tenant), next: null };
  }

  @Put(':identifier')
  @ApiOperation({
    operationId: 'upsertUser',
    summary: 'Create a user or change its profile',
    description: 'Given properties replace, null removes, what is not given stays.',
  })
  @ApiIdentifier()
  @ApiBody({ type: ProfileDto })
  @ApiOkResponse({ type: UserDto, description: 'The user, changed' })
  @ApiCreatedResponse({ type: UserDto, description: 'The user, new' })
  @ApiProblems('malformed-request', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  async put(
    @CurrentApp() app: App,
    @Param('identifier') identifier: string,
    @Body() profile: ProfileDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const faults = identifierFaults(identifier, 'identifier');
    const { identifier: repeated = identifier, ...properties } = profile as JsonObject;
    if (repeated !== identifier) {
      faults.push({ path: 'identifier', message: 'must be the identifier of the path, or be left out' });
    }
    if (faults.length > 0) throw new InvalidRequestError(faults);
    return this.#upsert(app, { identifier, profile: toProfile(properties) }, reply);
  }

  @Post()
  @ApiOperation({
    operationId: 'createUser',
    summary: 'Create a user or change its profile, with the identifier in the body',
    description: 'Given properties replace, null removes, what is not given stays.',
  })
  @ApiBody({ type: UserDto })
  @ApiOkResponse({ type: UserDto, description: 'The user, changed' })
  @ApiCreatedResponse({ type: UserDto, description: 'The user, new' })
  @ApiProblems('malformed-request', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  post(
    @CurrentApp() app: App,
    @Body() user: UserDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    return this.#upsert(app, toInlineUser(user as JsonObject), reply);
  }

  @Get(':identifier')
  @ApiOperation({ operationId: 'getUser', summary: 'A user with its profile' })
  @ApiIdentifier()
  @ApiOkResponse({ type: UserDto, description: 'The user' })
  @ApiProblems('not-found')
  async get(@CurrentApp() app: App, @Param('identifier') identifier: string): Promise<UserDto> {
    const user = await this.users.find(app.id, identifier);
    if (user === undefined) throw new NotFoundError('This user');
    return flat(user);
  }

  @Delete(':identifier')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'deleteUser',
    summary: 'Forget a user',
    description: 'Removes the profile. Notifications and events that were already recorded stay.',
  })
  @ApiIdentifier()
  @ApiNoContentResponse({ description: 'The user is gone' })
  @ApiProblems('not-found')
  async delete(@CurrentApp() app: App, @Param('identifier') identifier: string): Promise<void> {
    if (!(await this.users.delete(app.id, identifier))) throw new NotFoundError('This user');
  }

  async #upsert(app: App, { identifier, profile }: InlineUser, reply: FastifyReply): Promise<UserDto> {
    const { user, created } = await this.users.upsert(app.id, identifier, profile);
    reply.code(created ? HttpStatus.CREATED : HttpStatus.OK);
    return flat(user);
  }
}

function flat(user: User): UserDto {
  return { ...user.profile, identifier: user.identifier };
}
