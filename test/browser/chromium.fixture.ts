import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where distributions put Chromium; playwright's own download is not used. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const executablePath = PLACES.find((path) => existsSync(path));

/** Keeps Chromium to the pages under test: it asks its maker for nothing. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Describes what needs a Chromium; where none is installed says so, which in a pipeline is a failure. */
export function describeInBrowser(name: string, specs: () => void): void {
  if (executablePath !== undefined) describe(name, specs);
  else {
    it(`cannot be tried without Chromium: ${name}`, () => {
      console.warn(`Chromium is at none of ${PLACES.join(', ')}; where CI is set, that is a failure`);
      expect(process.env['CI'] ?? '').toBe('');
    });
  }
}

/** Starts the Chromium of this machine, without a window. */
export function startChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('There is no Chromium here');
  return chromium.launch({ executablePath, args: FLAGS });
}
