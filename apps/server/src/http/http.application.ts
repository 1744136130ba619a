import type { Socket } from 'node:net';
import type { Settings } from '#herald/config';
import { ShutdownSignal } from '#herald/engine';
import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuditTrail } from '../audit/audit.trail.js';
import { serveDashboard } from '../dashboard/dashboard.pages.js';
import { readBodies } from './body.parser.js';
import { LIMITS } from './http.limits.js';
import { measureRequests } from './http.metrics.js';
import { serveOpenApi } from './openapi.document.js';
import { sendProblem } from './problem.filter.js';
import { problemAnswer } from './problem.mapping.js';
import { admitRequests } from './request.admission.js';
import { RouteDirectory } from './route.directory.js';
import { setSecurityHeaders } from './security.headers.js';

/** A request that is not wholly there after this long is given up, so that slow callers cannot hold connections. */
const REQUEST_TIMEOUT_MS = 30_000;

/** On a connection that is open for so long without a byte there is no request on its way. */
const SILENT_MS = 1_000;

/** Longer text in the path than any identifier may have, percent-encoded: what is too long is answered 422, not 404. */
const PATH_PARAMETER_LENGTH = 16 * LIMITS.name;

/**
 * Makes the HTTP server of a module that imports `HttpModule`. It does not listen yet, and does not watch for signals:
 * whoever runs the process closes it.
 *
 * @param module the root of the application
 * @param settings of the process
 * @param logger for everything that Nest and Herald log; Fastify's own log of requests is off
 */
export async function createHttpApplication(
  module: Type | DynamicModule,
  settings: Settings,
  logger: LoggerService,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: settings.trustedProxies.length > 0 && [...settings.trustedProxies],
    logger: false,
    bodyLimit: LIMITS.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // What still comes while it closes, on a connection that is open, is answered as always.
    return503OnClosing: false,
    routerOptions: { maxParamLength: PATH_PARAMETER_LENGTH },
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, problemAnswer(error));
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  const server = adapter.getInstance();
  server.decorateRequest('app', null);
  server.decorateRequest('memberSession', null);
  endConnectionsOn(app.get(ShutdownSignal), server);
  readBodies(server);
  measureRequests(server);
  admitRequests(server);
  app.get(AuditTrail).watch(server);
  const routes = app.get(RouteDirectory);
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  await setSecurityHeaders(server, settings.publicUrl.startsWith('https:'));
  serveOpenApi(app);
  await serveDashboard(app, settings.publicUrl);
  return app;
}

/** Callers that keep connections open are asked to open the next one elsewhere. */
function endConnectionsOn(shutdown: ShutdownSignal, server: FastifyInstance): void {
  server.addHook('onRequest', (_request, reply, done) => {
    if (shutdown.isRaised) void reply.header('connection', 'close');
    done();
  });
  endSilentConnections(server);
}

/** Clients open connections in advance. Node.js counts one as idle only after its first request, and would wait for it. */
function endSilentConnections(server: FastifyInstance): void {
  const openedAtMs = new Map<Socket, number>();
  server.server.on('connection', (socket) => {
    openedAtMs.set(socket, performance.now());
    socket.once('close', () => openedAtMs.delete(socket));
  });
  server.addHook('preClose', (done) => {
    const silentSinceMs = performance.now() - SILENT_MS;
    for (const [socket, atMs] of openedAtMs) if (socket.bytesRead === 0 && atMs < silentSinceMs) socket.destroy();
    done();
  });
}
