import { InvalidRequestError } from '#herald/engine';
import { MemberLinkRepository } from '#herald/store';
import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.error.js';
import { ApiProblems } from '../http/problem.responses.js';
import { PasswordHasher } from '../session/password.hash.js';
import { passwordFaults } from '../session/password.rules.js';
import { originOf } from '../session/request.origin.js';
import { SameOriginGuard } from '../session/same-origin.guard.js';
import { SessionCookie } from '../session/session.cookie.js';
import { SessionDto } from '../session/session.dto.js';
import { SessionView } from '../session/session.view.js';
import { SignInService } from '../session/sign-in.service.js';
import { SetupAnswerDto, SetupDto, SetupQuestionDto } from './member.dto.js';

/** Where one-time links lead. Whoever has the token needs nothing else. */
@ApiTags('Members')
@UseGuards(SameOriginGuard)
@ApiProblems(
  'malformed-request',
  'cross-site-request',
  'link-spent',
  'body-too-large',
  'unsupported-media-type',
  'invalid-request',
  'internal',
  'unavailable',
  'overloaded',
)
@Controller('/v3/setup')
export class SetupController {
  constructor(
    private readonly links: MemberLinkRepository,
    private readonly passwords: PasswordHasher,
    private readonly signInService: SignInService,
    private readonly cookie: SessionCookie,
    private readonly view: SessionView,
  ) {}

  @Post('check')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'checkSetup', summary: 'What a one-time link is for', description: 'Spends nothing.' })
  @ApiOkResponse({ type: SetupAnswerDto, description: 'The link can be used' })
  async check(@Body() { token }: SetupQuestionDto): Promise<SetupAnswerDto> {
    const link = await this.links.find(token);
    if (link === undefined) throw new ProblemError('link-spent');
    return link;
  }

  @Post()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'useSetup',
    summary: 'Set a password with a one-time link, and sign in',
    description: 'Spends the link. Every other session of the member ends.',
  })
  @ApiOkResponse({ type: SessionDto, description: 'The password is set; this is the session' })
  async use(
    @Body() { token, email: chosen, password }: SetupDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const { email: named } = await this.check({ token });
    const email = named ?? chosen ?? undefined;
    if (email === undefined)
      throw new InvalidRequestError([{ path: 'email', message: 'is required: your own address' }]);
    const faults = passwordFaults(password, email, 'password');
    if (faults.length > 0) throw new InvalidRequestError(faults);
    const member = await this.links.use(token, await this.passwords.hash(password), email);
    if (member === undefined) throw new ProblemError('link-spent');
    const begun = await this.signInService.begin(member, 'useSetup', originOf(request), this.cookie.read(request));
    this.cookie.write(reply, begun.token, begun.session.expiresAt);
    return this.view.of(begun);
  }
}
