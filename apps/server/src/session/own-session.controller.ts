import { NotFoundError } from '#herald/engine';
import { SessionRepository } from '#herald/store';
import { Body, Delete, Get, Header, HttpCode, HttpStatus, Param, Put, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdParameter } from '../http/id.parameter.js';
import { ApiProblems } from '../http/problem.responses.js';
import { OfSession } from './current-session.decorator.js';
import { MemberApi } from './member-api.decorator.js';
import { originOf } from './request.origin.js';
import { AllowedTo } from './session.access.js';
import type { CurrentSession } from './session.authentication.js';
import { SessionCookie } from './session.cookie.js';
import { OwnSessionListDto, PasswordChangeDto, SessionDto } from './session.dto.js';
import { SessionView } from './session.view.js';
import { SignInService } from './sign-in.service.js';

/** What members do with their own sessions and password. */
@MemberApi('/v3', 'Session')
@AllowedTo('own')
export class OwnSessionController {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly signInService: SignInService,
    private readonly cookie: SessionCookie,
    private readonly view: SessionView,
  ) {}

  @Get('session')
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'getSession', summary: 'Who is signed in, with the token for changing calls' })
  @ApiOkResponse({ type: SessionDto, description: 'The session' })
  get(@OfSession() current: CurrentSession): Promise<SessionDto> {
    return this.view.of(current);
  }

  @Delete('session')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ operationId: 'signOut', summary: 'Sign out' })
  @ApiNoContentResponse({ description: 'The session has ended' })
  async signOut(
    @OfSession() { member, session }: CurrentSession,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.end(member.id, session.id);
    this.cookie.clear(reply);
  }

  @Put('session/password')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'changePassword',
    summary: 'Change one’s own password',
    description: 'Ends every session of the member. The browser that asks gets a new one.',
  })
  @ApiOkResponse({ type: SessionDto, description: 'The password is changed; this is the new session' })
  @ApiProblems(
    'malformed-request',
    'unauthenticated',
    'sign-in-refused',
    'body-too-large',
    'unsupported-media-type',
    'invalid-request',
    'too-many-attempts',
  )
  async changePassword(
    @OfSession() current: CurrentSession,
    @Body() change: PasswordChangeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const begun = await this.signInService.changePassword(current, change, originOf(request));
    this.cookie.write(reply, begun.token, begun.session.expiresAt);
    return this.view.of(begun);
  }

  @Get('sessions')
  @ApiOperation({ operationId: 'listSessions', summary: 'One’s own sessions' })
  @ApiOkResponse({ type: OwnSessionListDto, description: 'The sessions' })
  async list(@OfSession() { member, session }: CurrentSession): Promise<OwnSessionListDto> {
    const sessions = await this.sessions.list(member.id);
    return { data: sessions.map((each) => ({ ...each, isCurrent: each.id === session.id })), next: null };
  }

  @Delete('sessions/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiParam({ name: 'id', description: 'Id of the session', schema: { type: 'string', format: 'uuid' } })
  @ApiOperation({ operationId: 'endSession', summary: 'End one of one’s own sessions' })
  @ApiNoContentResponse({ description: 'The session has ended' })
  @ApiProblems('not-found')
  async end(
    @OfSession() { member }: CurrentSession,
    @Param('id', new IdParameter('This session')) id: string,
  ): Promise<void> {
    if (!(await this.sessions.end(member.id, id))) throw new NotFoundError('This session');
  }
}
