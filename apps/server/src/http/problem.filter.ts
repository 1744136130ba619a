import { RareLog } from '#herald/engine';
import { OverloadedError, isStoreOutage } from '#herald/store';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotReadyError } from '../operations/readiness.check.js';
import { MethodNotAllowedError, type ProblemAnswer, problemAnswer, UnknownRouteError } from './problem.mapping.js';
import type { ProblemDto } from './problem.dto.js';
import { RouteDirectory } from './route.directory.js';

/** Sends a problem document with its headers. */
export function sendProblem(reply: FastifyReply, { problem, headers }: ProblemAnswer): void {
  void reply.code(problem.status).headers(headers).type('application/problem+json').send(problem);
}

/**
 * Answers everything that is thrown with a problem document, and logs what is Herald’s own fault. Overload and outages are
 * left to the metrics and a line now and then: one for each refused call would be more of it.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);
  readonly #outages = new RareLog(ProblemFilter.name);

  constructor(private readonly routes: RouteDirectory) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = problemAnswer(this.#meant(thrown, request));
    if (answer.problem.status >= 500) this.#log(thrown, request, answer.problem);
    if (reply.raw.headersSent) {
      // An answer is half out: nothing but breaking the connection tells the caller that it is not whole.
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, answer);
  }

  /** Fastify knows only that nothing matched; the caller is told what would have. */
  #meant(thrown: unknown, request: FastifyRequest): unknown {
    if (!request.is404) return thrown;
    const allowed = this.routes.methodsOf(request.url);
    if (allowed.length > 0) return new MethodNotAllowedError(allowed);
    const [path = ''] = request.url.split('?', 1);
    const isUnversioned = this.routes.methodsOf(`/v3${path}`).length > 0;
    const hint = isUnversioned ? ' The API is under /v3: end the base URL of your client in /v3.' : '';
    return new UnknownRouteError(`There is no ${request.method} ${path}.${hint}`);
  }

  /** Neither headers nor body are logged: they hold credentials and personal data. */
  #log(thrown: unknown, request: FastifyRequest, { status, instance }: ProblemDto): void {
    if (thrown instanceof OverloadedError || thrown instanceof NotReadyError) return;
    if (isStoreOutage(thrown))
      return this.#outages.error(thrown, 'A request could not be served for want of the store');
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const code = 'code' in error ? ` with ${String(error.code)}` : '';
    const route = request.routeOptions.url ?? 'an unknown route';
    this.#logger.error(error, `${request.method} ${route} failed${code} and was answered ${status} (${instance})`);
  }
}
