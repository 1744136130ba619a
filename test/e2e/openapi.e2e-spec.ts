import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { OpenAPIObject } from '@nestjs/swagger';
import { openApiFaults } from '../../apps/server/src/http/openapi.faults.fixture.js';
import { Herald } from '../environment/herald.process.js';

/** What the public surface promises, as `method path`. */
const CALLS = [
  'post /v3/notifications',
  'get /v3/notifications/{requestId}',
  'post /v3/notifications/{requestId}/cancel',
  'put /v3/users/{identifier}',
  'get /v3/users/{identifier}',
  'delete /v3/users/{identifier}',
  'post /v3/users',
  'get /v3/users',
  'get /v3/users/{identifier}/channels',
  'get /v3/inbound-messages',
  'get /v3/events',
  'get /v3/events/stream',
  'get /v3/discard-reasons',
  'get /v3/deliveries',
  'get /v3/deliveries/{id}',
  'post /v3/deliveries/{id}/resend',
  'get /v3/deliveries/export',
  'get /v3/events/export',
  'get /v3/health',
  'get /v3/stats',
  'get /v3/providers',
  'get /v3/integrations',
  'post /v3/integrations',
  'get /v3/integrations/{id}',
  'patch /v3/integrations/{id}',
  'delete /v3/integrations/{id}',
  'post /v3/integrations/verify',
  'post /v3/integrations/{id}/verify',
  'post /v3/integrations/{id}/test',
  'post /v3/session',
  'get /v3/session',
  'delete /v3/session',
  'put /v3/session/password',
  'get /v3/sessions',
  'delete /v3/sessions/{id}',
  'post /v3/setup',
  'post /v3/setup/check',
  'get /v3/members',
  'post /v3/members',
  'patch /v3/members/{id}',
  'post /v3/members/{id}/reset',
  'delete /v3/members/{id}/sessions',
  'get /v3/audit',
  'get /v3/apps',
  'post /v3/apps',
  'get /v3/apps/{id}',
  'patch /v3/apps/{id}',
  'get /v3/apps/{id}/secrets',
  'post /v3/apps/{id}/secrets',
  'post /v3/apps/{id}/secrets/{secretId}/rotate',
  'delete /v3/apps/{id}/secrets/{secretId}',
  'post /api/v1/apps/{apiKey}/webhook/{providerId}',
  'get /healthz',
  'get /readyz',
  'get /metrics',
];

describe('What a running server says of itself', () => {
  let herald: Herald;
  let stop: (() => Promise<void>) | undefined;
  let document: OpenAPIObject;

  beforeAll(async () => {
    ({ herald, stop } = await Herald.startOnTestDatabase({}));
    document = (await herald.call<OpenAPIObject>('GET', '/openapi.json')).body;
  });
  afterAll(async () => {
    await stop?.();
  });

  it('leaves nothing unsaid in its OpenAPI document', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(openApiFaults(document)).toEqual([]);
  });

  it('documents every call of the public surface', () => {
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => `${method} ${path}`),
    );
    expect(CALLS.filter((call) => !documented.includes(call))).toEqual([]);
  });

  it('is what the dashboard was written for', async () => {
    const check = promisify(execFile)(process.execPath, ['scripts/dashboard-api.mjs', '--check', herald.url]);
    const said = await check.then(
      () => '',
      (error: { stderr: string }) => error.stderr,
    );
    expect(said).toBe('');
  });

  it('shows its API to people', async () => {
    const { status, headers, body } = await herald.call<string>('GET', '/docs');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    expect(body).toContain('<title>Herald API</title>');
    const scripts = [...body.matchAll(/(?:src|href)="(\.\/docs\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(scripts).not.toEqual([]);
    for (const path of scripts)
      expect((await herald.call('GET', new URL(path, `${herald.url}/`).pathname)).status).toBe(200);
  });

  it.each([
    ['/healthz', {}],
    ['/readyz', { problems: [] }],
  ])('answers %s', async (path, more) => {
    const { status, body } = await herald.call('GET', path);
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ok', version: document.info.version, ...more });
  });

  it('tells Prometheus what it did', async () => {
    const requestId = await herald.notify({ notification: { message: 'Hi' }, recipients: ['nobody'] });
    await herald.notificationOnce(requestId, ({ deliveries: [only] }) => only?.status === 'discarded');
    const { status, headers, body } = await herald.call<string>('GET', '/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toMatch(/^herald_notifications_accepted_total 1$/m);
    expect(body).toMatch(/^herald_backlog_deliveries\{stage="due"\} 0$/m);
  });

  it('answers what does not exist with a problem document', async () => {
    const { status, headers, body } = await herald.call('GET', '/v3/nothing-here');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ type: expect.stringContaining('/problems/not-found'), status: 404 });
  });
});
