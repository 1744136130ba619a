import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/problem.responses.js';
import { originOf } from './request.origin.js';
import { SameOriginGuard } from './same-origin.guard.js';
import { SessionCookie } from './session.cookie.js';
import { SessionDto, SignInDto } from './session.dto.js';
import { SessionView } from './session.view.js';
import { SignInService } from './sign-in.service.js';

/** The way into the dashboard. */
@ApiTags('Session')
@UseGuards(SameOriginGuard)
@Controller('/v3/session')
export class SignInController {
  constructor(
    private readonly signInService: SignInService,
    private readonly cookie: SessionCookie,
    private readonly view: SessionView,
  ) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in to the dashboard',
    description:
      'Answers with the cookie `__Host-herald` (`herald` where Herald is reached by http). A session that the browser had before ends. Five failures within 15 minutes are followed by 429.',
  })
  @ApiOkResponse({ type: SessionDto, description: 'The session has begun' })
  @ApiProblems(
    'malformed-request',
    'sign-in-refused',
    'cross-site-request',
    'body-too-large',
    'unsupported-media-type',
    'invalid-request',
    'too-many-attempts',
    'internal',
    'unavailable',
    'overloaded',
  )
  async signIn(
    @Body() { email, password }: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const begun = await this.signInService.signIn(email, password, originOf(request), this.cookie.read(request));
    this.cookie.write(reply, begun.token, begun.session.expiresAt);
    return this.view.of(begun);
  }
}
