import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { type Plugin, defineConfig } from 'vite';

const OUT = join(import.meta.dirname, '../../dist/dashboard');

/** Where `npm run dev:dashboard` finds the API: a Herald that runs on this machine. */
const HERALD = process.env['HERALD_PUBLIC_URL'] ?? 'http://localhost:3000';

/** Puts `.br` and `.gz` beside what compresses: the server sends those to browsers that take them. */
function precompressed(): Plugin {
  return {
    name: 'herald:precompressed',
    apply: 'build',
    async writeBundle() {
      const names = await readdir(OUT, { recursive: true });
      const texts = names.filter((name) => /\.(js|css|svg)$/.test(name)).map((name) => join(OUT, name));
      await Promise.all(
        texts.map(async (path) => {
          const content = await readFile(path);
          await writeFile(`${path}.br`, await promisify(brotliCompress)(content));
          await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
        }),
      );
    },
  };
}

/** Says where the pages begin, as the server does when it sends the page. */
function baseAddress(): Plugin {
  return {
    name: 'herald:base-address',
    apply: 'serve',
    transformIndexHtml: () => [{ tag: 'base', attrs: { href: '/' }, injectTo: 'head-prepend' }],
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // What a browser loads first is bounded by a spec in bytes that travel, which is what people wait for.
    chunkSizeWarningLimit: 1_000,
    // Mantine marks its files for servers that render; here is none.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  // Herald takes changes only from its own pages.
  server: { proxy: { '/v3': { target: HERALD, headers: { origin: HERALD } } } },
  plugins: [precompressed(), baseAddress()],
});
