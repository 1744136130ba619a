import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ProblemFilter } from '../http/problem.filter.js';
import { RouteDirectory } from '../http/route.directory.js';
import { setSecurityHeaders } from '../http/security.headers.js';
import { serveDashboard } from './dashboard.pages.js';

const INDEX =
  '<!doctype html><html><head><meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="assets/index-a1b2.js"></script></head></html>';

@Controller()
class ApiController {
  @Get('v3/things')
  things() {
    return { data: [] };
  }

  @Post('v3/things')
  make() {
    return {};
  }
}

@Module({
  controllers: [ApiController],
  providers: [RouteDirectory, { provide: APP_FILTER, useClass: ProblemFilter }],
})
class SmallModule {}

describe('The pages of the dashboard', () => {
  let directory: string;
  let app: NestFastifyApplication;
  let url: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'herald-dashboard-'));
  });
  afterEach(async () => {
    await app.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function build(): Promise<void> {
    await mkdir(join(directory, 'assets'));
    await writeFile(join(directory, 'index.html'), INDEX);
    await writeFile(join(directory, 'favicon.svg'), '<svg/>');
    await writeFile(join(directory, '.secret'), 'canary');
    await writeFile(join(directory, 'assets/index-a1b2.js'), 'run();');
    await writeFile(join(directory, 'assets/index-a1b2.js.br'), brotliCompressSync('run();'));
  }

  async function start(publicUrl = 'https://herald.example'): Promise<void> {
    const adapter = new FastifyAdapter();
    app = await NestFactory.create<NestFastifyApplication>(SmallModule, adapter, { logger: false });
    const routes = app.get(RouteDirectory);
    adapter.getInstance().addHook('onRoute', (route) => routes.add(route.url, route.method));
    await setSecurityHeaders(adapter.getInstance(), true);
    await serveDashboard(app, publicUrl, directory);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  }

  const browse = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url + path, { method, headers: { accept: 'text/html,application/xhtml+xml', ...headers } });

  it('are one page, at the root and wherever a browser asks for a page that is none of the API', async () => {
    await build();
    await start();
    for (const path of ['/', '/deliveries/1?tab=events', '/setup', '/v3things']) {
      const answer = await browse(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.text()).toContain('<script src="assets/index-a1b2.js">');
    }
    expect((await browse('/', { accept: '*/*' })).status).toBe(200);
    expect((await browse('/deliveries', {}, 'HEAD')).status).toBe(200);
  });

  it('load nothing but files of Herald, cannot be framed, and have a nonce of their own each time', async () => {
    await build();
    await start();
    const nonces = new Set<string>();
    for (const path of ['/', '/']) {
      const answer = await browse(path);
      const policy = answer.headers.get('content-security-policy') ?? '';
      const nonce = /'nonce-([A-Za-z0-9+/=]{24})'/.exec(policy)?.[1] ?? '';
      expect(await answer.text()).toContain(`<meta property="csp-nonce" nonce="${nonce}">`);
      nonces.add(nonce);
      const directives = Object.fromEntries(policy.split('; ').map((each) => each.split(/ (.*)/s).slice(0, 2)));
      expect(directives).toMatchObject({
        'default-src': "'none'",
        'script-src': "'self'",
        'style-src': `'self' 'nonce-${nonce}'`,
        'connect-src': "'self'",
        'base-uri': "'self'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
      });
      expect(policy).not.toMatch(/unsafe|https:|\*/);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'strict-transport-security': expect.any(String),
      });
    }
    expect(nonces.size).toBe(2);
  });

  it('have files that browsers keep, compressed where that was made', async () => {
    await build();
    await start();
    const asset = await browse('/assets/index-a1b2.js', { accept: '*/*', 'accept-encoding': 'br' });
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-encoding')).toBe('br');
    expect(asset.headers.get('content-type')).toContain('javascript');
    expect(await asset.text()).toBe('run();');
    const plain = await browse('/assets/index-a1b2.js', { accept: '*/*', 'accept-encoding': 'identity' });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, 'run();']);
    const icon = await browse('/favicon.svg');
    expect([icon.status, icon.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  });

  it('leave the API its addresses, and files outside where they are', async () => {
    await build();
    await start();
    expect(await (await browse('/v3/things')).json()).toEqual({ data: [] });
    for (const [method, path, headers, status] of [
      ['GET', '/v3/nothing', {}, 404],
      ['GET', '/assets/gone.js', {}, 404],
      ['GET', '/api/v1/x', {}, 404],
      ['DELETE', '/v3/things', {}, 405],
      ['POST', '/deliveries', {}, 404],
      ['GET', '/deliveries', { accept: 'application/json' }, 404],
      ['GET', '/.secret', { accept: '*/*' }, 404],
      ['GET', '/..%2f..%2fetc%2fpasswd', { accept: '*/*' }, 404],
      ['GET', '/assets/..%2findex.html', { accept: '*/*' }, 404],
      ['GET', '/index.html', { accept: '*/*' }, 404],
    ] as const) {
      const answer = await browse(path, headers, method);
      expect([method, path, answer.status]).toEqual([method, path, status]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('have the path of the public address as their base', async () => {
    await build();
    await start('https://example.com/her"ald');
    expect(await (await browse('/')).text()).toContain('<head><base href="/her%22ald/">');
  });

  it('say so where they were not built', async () => {
    await start();
    const answer = await browse('/');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toContain('npm run build');
    expect((await browse('/v3/things')).status).toBe(200);
  });
});
