import type { CallbackReply, CallbackRequest } from '#herald/channel-provider';
import { Settings } from '#herald/config';
import { CallbackRefusedError, CallbackService, CallbackWatch } from '#herald/engine';
import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '../http/http.limits.js';
import { ApiProblems } from '../http/problem.responses.js';

const NO_BODY = Buffer.alloc(0);

/** Where vendors report what became of messages. The signature takes the place of key and secret. */
@ApiTags('Callbacks')
@Controller('/api/v1/apps')
export class CallbackController {
  constructor(
    private readonly callbacks: CallbackService,
    private readonly settings: Settings,
    private readonly watch: CallbackWatch,
  ) {}

  @Post(':apiKey/webhook/:providerId')
  @RouteConfig({ takesBytes: true, bodyLimit: LIMITS.callbackBytes })
  @ApiOperation({
    operationId: 'receiveCallback',
    summary: 'Take a callback of a vendor',
    description:
      'Verified by the vendor’s signature over the public address and the raw body, then stored, then answered.',
  })
  @ApiParam({ name: 'apiKey', description: 'Key of the app' })
  @ApiParam({ name: 'providerId', description: 'Id of the provider', example: 'twilio_whatsapp' })
  @ApiConsumes('*/*')
  @ApiBody({ description: 'What the vendor sends', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: '2XX', description: 'Stored; the answer is the one that the vendor expects' })
  @ApiProblems('callback-refused', 'not-found', 'body-too-large', 'internal', 'unavailable')
  async receive(
    @Param('apiKey') apiKey: string,
    @Param('providerId') providerId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const callback: CallbackRequest = {
      url: `${this.settings.publicUrl}${request.raw.url ?? ''}`,
      method: request.method,
      headers: request.headers,
      body: Buffer.isBuffer(request.body) ? request.body : NO_BODY,
    };
    const { status, contentType, body } = await this.#watched(apiKey, providerId, callback);
    reply.code(status);
    if (contentType !== undefined) reply.type(contentType);
    await reply.send(body ?? '');
  }

  async #watched(apiKey: string, providerId: string, callback: CallbackRequest): Promise<CallbackReply> {
    try {
      const answer = await this.callbacks.receive(apiKey, providerId, callback);
      this.watch.received(apiKey, providerId);
      return answer;
    } catch (error) {
      if (error instanceof CallbackRefusedError) this.watch.refused(apiKey, providerId);
      throw error;
    }
  }
}
