import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { heraldVersion } from '../operations/herald.version.js';
import { SECURITY } from './app-api.decorator.js';
import { SESSION_SECURITY } from '../session/member-api.decorator.js';
import { SECURE_COOKIE } from '../session/session.cookie.js';
import { LIMITS } from './http.limits.js';
import { PROBLEM_KINDS } from './problem.catalogue.js';

const DAY_MS = 24 * 60 * 60 * 1000;

const DESCRIPTION = `
One call tells users something; providers such as Twilio WhatsApp carry it; one stream of events says what became of it.
Requests have the shapes of Engagespot's v3 API: its published clients work with \`<this server>/v3\` as their base URL.

## Limits

| what | limit | answer beyond it |
|---|---|---|
| JSON body | ${LIMITS.bodyBytes} bytes | 413 |
| callback body | ${LIMITS.callbackBytes} bytes | 413 |
| nesting of a body | ${LIMITS.depth} levels | 422 |
| recipients of a call | ${LIMITS.recipients} | 422 |
| identifiers, categories, tenants | ${LIMITS.name} characters | 422 |
| \`notification.title\` | ${LIMITS.title} characters | 422 |
| \`notification.message\` | ${LIMITS.message} characters | 422 |
| \`notification.url\`, \`notification.icon\` | ${LIMITS.url} characters | 422 |
| profile of a user | ${LIMITS.profileBytes} bytes of JSON | 422 |
| \`sendAt\` | ${LIMITS.scheduleMs / DAY_MS} days ahead | 422 |

## Problems

Whatever fails is answered with a problem document (RFC 9457, \`application/problem+json\`).

| type | status | what it means |
|---|---|---|
${Object.entries(PROBLEM_KINDS)
  .map(([kind, { status, explanation }]) => `| \`/problems/${kind}\` | ${status} | ${explanation} |`)
  .join('\n')}

An unknown recipient, an unusable number or a missing integration is none of these: the call is accepted, and the
delivery ends as \`discarded\` with its reason.
`;

/** Serves the OpenAPI document at `/openapi.json` and a page to read and try it at `/docs`. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Herald API',
    swaggerOptions: { validatorUrl: null, persistAuthorization: false },
  });
}

/** The document, made from the controllers and the DTOs; the DTOs are described only in what `nest build` made. */
function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const { engagespot, herald } = SECURITY;
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Herald')
    .setDescription(DESCRIPTION)
    .setVersion(heraldVersion())
    .addApiKey(header('X-ENGAGESPOT-API-KEY', 'Key of the app'), engagespot.key)
    .addApiKey(header('X-ENGAGESPOT-API-SECRET', 'Secret of the app'), engagespot.secret)
    .addApiKey(header('X-API-KEY', 'Key of the app; the same as X-ENGAGESPOT-API-KEY'), herald.key)
    .addApiKey(header('X-API-SECRET', 'Secret of the app; the same as X-ENGAGESPOT-API-SECRET'), herald.secret)
    .addApiKey(
      {
        type: 'apiKey',
        in: 'cookie',
        name: SECURE_COOKIE,
        description: 'The session of a member, from `POST /v3/session`; named `herald` where Herald is reached by http',
      },
      SESSION_SECURITY.cookie,
    )
    .addApiKey(
      header('X-Herald-CSRF', '`csrfToken` of the session; with everything but GET and HEAD'),
      SESSION_SECURITY.csrf,
    )
    .build();
  return SwaggerModule.createDocument(app, config);
}

function header(name: string, description: string) {
  return { type: 'apiKey', in: 'header', name, description } as const;
}
