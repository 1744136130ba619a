import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ADMIN } from '../e2e/browser.fixture.js';
import type { Herald } from '../environment/herald.process.js';

/** Longest that a page may take for a step, on a machine that is busy with other specs. */
const WITHIN_MS = 30_000;

/** Answers that a page may get and show: refusals are part of what is tried. */
const REFUSED =
  /the server responded with a status of (4\d\d|503)|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING/;

/** Somebody at a browser who looks at a Herald's dashboard; whatever a page complains of is kept. */
export class Visitor {
  /** Errors of scripts and breaches of the content security policy, which no page may have. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.setDefaultTimeout(WITHIN_MS);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !REFUSED.test(message.text())) this.complaints.push(message.text());
    });
  }

  static async at({ url }: Herald, browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce', ...options });
    return new Visitor(await context.newPage(), url);
  }

  /** Goes to a page by its address, `$app` standing for the first app's part of it. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(this.url + path.replace('$app', `apps/${await this.appId()}`));
  }

  /** Signs in with the form, from wherever it is, and waits for the page behind it. */
  async signIn({ email, password }: { email: string; password: string } = ADMIN): Promise<void> {
    await this.page.goto(`${this.url}/sign-in`);
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('navigation', { name: 'Pages' }).waitFor();
  }

  /** Serious faults of the page as it stands for people who use it by keyboard, screen reader or with little sight. */
  async accessibilityFaults(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  /** How far the page reaches beyond its window to the side: 0 where nobody has to scroll that way. */
  overflowPx(): Promise<number> {
    return this.page.evaluate<number>('document.scrollingElement.scrollWidth - innerWidth');
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }

  private async appId(): Promise<string> {
    const response = await this.page.request.get(`${this.url}/v3/session`);
    const { apps } = (await response.json()) as { apps: [{ id: string }] };
    return apps[0].id;
  }
}
