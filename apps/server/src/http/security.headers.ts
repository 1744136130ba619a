import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { type FastifyInstance, fastify } from 'fastify';

/** Headers of every answer, whatever Helmet has to say. */
const OF_THE_ANSWER = new Set(['date', 'connection', 'content-length', 'content-type']);

/**
 * Sets the headers that keep browsers from misusing answers. Helmet's defaults let the documentation work: its scripts
 * are files of ours, its styles are inline. They are the same for every answer, so Helmet is asked for them once: asked each
 * time it costs as much as checking a call of notify().
 *
 * @param isHttps whether Herald is reached by HTTPS; else browsers must not be told to insist on it
 */
export async function setSecurityHeaders(server: FastifyInstance, isHttps: boolean): Promise<void> {
  const headers = await helmetHeaders({
    strictTransportSecurity: isHttps,
    contentSecurityPolicy: { directives: isHttps ? {} : { upgradeInsecureRequests: null } },
  });
  server.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/** What Helmet sets with these options, taken from an answer of a server that never listens. */
async function helmetHeaders(options: FastifyHelmetOptions): Promise<Record<string, string>> {
  const server = fastify();
  await server.register(fastifyHelmet, options);
  server.get('/', () => '');
  const { headers } = await server.inject('/');
  await server.close();
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (OF_THE_ANSWER.has(name) ? [] : [[name, String(value)]])),
  );
}
