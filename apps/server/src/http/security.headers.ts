import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Sets the headers that keep browsers from misusing answers. Helmet's defaults let the documentation work: its scripts
 * are files of ours, its styles are inline.
 *
 * @param isHttps whether Herald is reached by HTTPS; else browsers must not be told to insist on it
 */
export async function setSecurityHeaders(app: NestFastifyApplication, isHttps: boolean): Promise<void> {
  const options: FastifyHelmetOptions = {
    global: true,
    strictTransportSecurity: isHttps,
    contentSecurityPolicy: { directives: isHttps ? {} : { upgradeInsecureRequests: null } },
  };
  await app.register(fastifyHelmet, options);
}
