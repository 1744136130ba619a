import { InvalidRequestError, NotFoundError } from '#herald/engine';
import { type Member, MemberLinkRepository, MemberRepository, SessionRepository } from '#herald/store';
import { Body, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { AuditShows } from '../audit/audit.shown.js';
import { IdParameter } from '../http/id.parameter.js';
import { ApiProblems } from '../http/problem.responses.js';
import { MemberApi } from '../session/member-api.decorator.js';
import { AllowedTo } from '../session/session.access.js';
import {
  InvitedMemberDto,
  MemberChangeDto,
  MemberDto,
  MemberListDto,
  NewMemberDto,
  OneTimeLinkDto,
} from './member.dto.js';
import { SetupLink } from './setup.link.js';

const ApiId = () =>
  ApiParam({ name: 'id', description: 'Id of the member', schema: { type: 'string', format: 'uuid' } });

const MEMBER_ID = new IdParameter('This member');

/** Who may sign in to the dashboard. */
@MemberApi('/v3/members', 'Members')
@AllowedTo('admin')
export class MemberController {
  constructor(
    private readonly members: MemberRepository,
    private readonly links: MemberLinkRepository,
    private readonly sessions: SessionRepository,
    private readonly setupLink: SetupLink,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listMembers', summary: 'Everybody who may sign in' })
  @ApiOkResponse({ type: MemberListDto, description: 'The members' })
  async list(): Promise<MemberListDto> {
    return { data: await this.members.list(), next: null };
  }

  @Post()
  @AuditShows('email', 'role')
  @ApiOperation({
    operationId: 'inviteMember',
    summary: 'Invite somebody',
    description: 'Answers with a link to hand over; Herald sends nothing. It works once, within 24 hours.',
  })
  @ApiCreatedResponse({ type: InvitedMemberDto, description: 'The member, and the link that sets the password' })
  @ApiProblems('malformed-request', 'body-too-large', 'unsupported-media-type', 'invalid-request')
  async invite(@Body() { email, role }: NewMemberDto): Promise<InvitedMemberDto> {
    const member = await this.members.create(email, role);
    if (member === undefined) {
      throw new InvalidRequestError([{ path: 'email', message: 'is a member already; reset their password instead' }]);
    }
    return { member, link: await this.#linkOf(member) };
  }

  @Patch(':id')
  @AuditShows('role', 'disabled')
  @ApiId()
  @ApiOperation({ operationId: 'updateMember', summary: 'Change the role of a member, or disable one' })
  @ApiOkResponse({ type: MemberDto, description: 'The member, changed' })
  @ApiProblems(
    'malformed-request',
    'not-found',
    'last-admin',
    'body-too-large',
    'unsupported-media-type',
    'invalid-request',
  )
  async update(@Param('id', MEMBER_ID) id: string, @Body() { role, disabled }: MemberChangeDto): Promise<MemberDto> {
    const change = { ...(role && { role }), ...(typeof disabled === 'boolean' && { disabled }) };
    const member = await this.members.change(id, change);
    if (member === undefined) throw new NotFoundError('This member');
    return member;
  }

  @Post(':id/reset')
  @ApiId()
  @ApiOperation({
    operationId: 'resetMember',
    summary: 'Make a link that sets a new password',
    description:
      'Earlier links of the member end. The old password works until the link is used: disable the member where it must not.',
  })
  @ApiCreatedResponse({ type: OneTimeLinkDto, description: 'The link, to be handed to the member' })
  @ApiProblems('not-found', 'invalid-request')
  async reset(@Param('id', MEMBER_ID) id: string): Promise<OneTimeLinkDto> {
    const member = await this.members.find(id);
    if (member === undefined) throw new NotFoundError('This member');
    if (member.disabled)
      throw new InvalidRequestError([{ path: 'id', message: 'is disabled; enable the member first' }]);
    return this.#linkOf(member);
  }

  @Delete(':id/sessions')
  @ApiId()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ operationId: 'endMemberSessions', summary: 'Sign a member out everywhere' })
  @ApiNoContentResponse({ description: 'Every session of the member has ended' })
  @ApiProblems('not-found')
  async endSessions(@Param('id', MEMBER_ID) id: string): Promise<void> {
    if ((await this.members.find(id)) === undefined) throw new NotFoundError('This member');
    await this.sessions.endAll(id);
  }

  async #linkOf(member: Member): Promise<OneTimeLinkDto> {
    return this.setupLink.of(await this.links.makeFor(member));
  }
}
