import { type JsonObject, isJsonObject } from '#herald/channel-provider';
import { type AuditAct, AuditLog, type AuditOutcome, type Member } from '#herald/store';
import { type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DECORATORS } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestOrigin } from '../session/request.origin.js';
import { originOf } from '../session/request.origin.js';
import { AUDIT_SHOWN } from './audit.shown.js';
import { maskedBody, storable } from './given.mask.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The entry that waits for its outcome; null where nothing is audited. */
    auditId: string | null;
  }
}

/** Objects of an answer that can be what it made, from the first that it has. */
const NAMES_OF_MADE = ['member', 'app', 'secret'];

/**
 * Keeps account of what members change. An act is written down before it is done, so that none is missing, and gets its
 * outcome before the answer goes out.
 */
@Injectable()
export class AuditTrail {
  readonly #logger = new Logger(AuditTrail.name);

  constructor(
    private readonly log: AuditLog,
    private readonly reflector: Reflector,
  ) {}

  /** Writes down what the session of a request is about to do. The request fails where that cannot be done. */
  async begin(context: ExecutionContext, request: FastifyRequest, { id, email }: Member): Promise<void> {
    const handler = context.getHandler();
    const operation = this.reflector.get<{ operationId?: string } | undefined>(DECORATORS.API_OPERATION, handler);
    const shown = this.reflector.get<string[] | undefined>(AUDIT_SHOWN, handler) ?? [];
    request.auditId = await this.log.begin({
      action: operation?.operationId ?? handler.name,
      memberId: id,
      email,
      appId: request.app?.id ?? null,
      object: parametersOf(request),
      given: maskedBody(request.body, shown),
      ...originOf(request),
    });
  }

  /**
   * Writes down what is done without a session, with its outcome.
   *
   * @param member who does it; null where nobody knows
   */
  async record(
    action: string,
    member: Pick<Member, 'id' | 'email'> | null,
    origin: RequestOrigin | null,
    problem: string | null = null,
  ): Promise<void> {
    const act: AuditAct = {
      action,
      memberId: member?.id ?? null,
      email: member?.email ?? null,
      appId: null,
      object: null,
      given: null,
      ip: origin?.ip ?? null,
      userAgent: origin?.userAgent ?? null,
    };
    await this.log.record(act, { outcome: problem === null ? 'done' : 'refused', problem });
  }

  /** Gives every entry its outcome when its answer is ready; it goes out even where that fails, for the change is made. */
  watch(server: FastifyInstance): void {
    server.decorateRequest('auditId', null);
    server.addHook('onSend', (request, reply, payload, proceed) => {
      const { auditId } = request;
      if (auditId === null) return proceed(null, payload);
      request.auditId = null;
      this.#finish(auditId, reply.statusCode, payload).then(
        () => proceed(null, payload),
        (error: unknown) => {
          this.#logger.error(error, `The outcome of audit entry ${auditId} could not be written`);
          proceed(null, payload);
        },
      );
    });
  }

  async #finish(id: string, status: number, payload: unknown): Promise<void> {
    const answer = status === 204 || typeof payload !== 'string' ? {} : parsed(payload);
    const problem = status >= 400 && typeof answer['type'] === 'string' ? answer['type'] : null;
    const object = status < 400 ? idOfMade(answer) : undefined;
    await this.log.finish(id, { outcome: outcomeOf(status), problem, object });
  }
}

function outcomeOf(status: number): AuditOutcome {
  if (status < 400) return 'done';
  return status < 500 ? 'refused' : 'failed';
}

/** What the path names, e.g. an id, or several from the outer to the inner. */
function parametersOf({ params }: FastifyRequest): string | null {
  const values = Object.values((params ?? {}) as Record<string, string>);
  return values.length === 0 ? null : values.map(storable).join('/');
}

function parsed(json: string): JsonObject {
  const value: unknown = JSON.parse(json);
  return isJsonObject(value) ? value : {};
}

function idOfMade(answer: JsonObject): string | undefined {
  const made = NAMES_OF_MADE.map((name) => answer[name]).find((value) => value !== undefined);
  const ids = [answer['id'], answer['requestId'], isJsonObject(made) ? made['id'] : undefined];
  return ids.find((id) => typeof id === 'string');
}
