import type { Browser, Page } from 'playwright-core';
import { ADMIN_VARIABLES, Browser as Caller, newMember } from '../e2e/browser.fixture.js';
import { Herald } from '../environment/herald.process.js';
import { describeInBrowser, startChromium } from './chromium.fixture.js';
import { faultsInBothSchemes } from './colour-schemes.fixture.js';
import { Visitor } from './visitor.fixture.js';

const VIEWER = { email: 'looker@example.com', password: 'nine calm herons', role: 'viewer' } as const;

/** Longest that a story of many steps takes on a busy machine. */
const STORY_WITHIN_MS = 60_000;

describeInBrowser('The settings', () => {
  let herald: Herald;
  let stop: (() => Promise<void>) | undefined;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [{ herald, stop }, browser] = await Promise.all([Herald.startOnTestDatabase(ADMIN_VARIABLES), startChromium()]);
    visitor = await Visitor.at(herald, browser);
    await visitor.signIn();
    page = visitor.page;
  });
  afterAll(async () => {
    await browser?.close();
    await stop?.();
  });
  afterEach(() => {
    expect(visitor.complaints).toEqual([]);
  });

  const expectAccessible = async (who = visitor) => expect(await faultsInBothSchemes(who)).toEqual([]);
  const dialog = () => page.getByRole('dialog');
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  /** Takes what is shown once, and closes it. */
  async function takeShown(label: string): Promise<string> {
    await page.getByText('This is shown once').waitFor();
    const value = await dialog().getByRole('textbox', { name: label }).inputValue();
    await button('I have kept it').click();
    await dialog().waitFor({ state: 'hidden' });
    return value;
  }

  /** What Herald answers to a call with this key and secret. */
  async function statusOf(apiKey: string, apiSecret: string): Promise<number> {
    return (await herald.call('GET', '/v3/providers', undefined, { 'x-api-key': apiKey, 'x-api-secret': apiSecret }))
      .status;
  }

  it(
    'make an app, and its secrets: shown once, rotated with an overlap, revoked',
    async () => {
      await page.goto(`${herald.url}/settings/apps`);
      await button('New app').click();
      await dialog().getByLabel('Name').fill('Shop <i>& Söhne</i>');
      await button('Make the app').click();
      const apiKey = await dialog().getByRole('textbox', { name: 'API key' }).inputValue();
      await expectAccessible();
      const first = await takeShown('API secret');
      expect(await page.content()).not.toContain(first);
      expect(await statusOf(apiKey, first)).toBe(200);

      const app = page.getByRole('article').filter({ hasText: 'Shop <i>& Söhne</i>' });
      await app.getByRole('button', { name: /^Rotate/ }).click();
      await dialog().getByLabel('The old secret stays valid for').selectOption('1 hour');
      await dialog().getByRole('button', { name: 'Rotate' }).click();
      const second = await takeShown('API secret');
      expect([await statusOf(apiKey, first), await statusOf(apiKey, second)]).toEqual([200, 200]);

      const ending = app.getByRole('listitem').filter({ hasText: 'valid until its end' });
      await ending.getByText(/· ends in/).waitFor();
      await ending.getByRole('button', { name: /^Revoke/ }).click();
      await dialog().getByText('Calls with this secret are refused at once').waitFor();
      await dialog().getByRole('button', { name: 'Revoke' }).click();
      await app.getByRole('button', { name: 'Show 1 that is valid no more' }).click();
      await app.getByText('revoked', { exact: true }).waitFor();
      expect([await statusOf(apiKey, first), await statusOf(apiKey, second)]).toEqual([401, 200]);
      await expectAccessible();
    },
    STORY_WITHIN_MS,
  );

  it('give an app another name, also in the switcher, and say what is wrong with one', async () => {
    await page.goto(`${herald.url}/settings/apps`);
    await page
      .getByRole('article')
      .last()
      .getByRole('button', { name: /^Rename/ })
      .click();
    await dialog().getByLabel('Name').fill('   ');
    await dialog().getByRole('button', { name: 'Rename' }).click();
    await dialog()
      .getByText(/must be longer than or equal to 1/)
      .waitFor();
    await dialog().getByLabel('Name').fill('Market');
    await dialog().getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name: 'Market' }).waitFor();
    await button(/^App: /).click();
    await page.getByRole('menuitem', { name: 'Market' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it(
    'invite a member, who enters by the link, and keep the last admin',
    async () => {
      await page.goto(`${herald.url}/settings/members`);
      await button('Invite').click();
      await dialog().getByLabel('E-mail').fill('new@example.com');
      await button('Make the link').click();
      await dialog()
        .getByText(/It works once, until/)
        .waitFor();
      await expectAccessible();
      const link = await takeShown('One-time link');
      await page.getByText(/has set no password yet/).waitFor();

      const guest = await Visitor.at(herald, browser);
      await guest.page.goto(link);
      await guest.page.getByRole('textbox', { name: 'Password' }).fill('four green kettles');
      await guest.page.getByRole('button', { name: 'Save and sign in' }).click();
      await guest.page.getByRole('navigation', { name: 'Pages' }).waitFor();
      await guest.leave();

      await button('Change admin@example.com').click();
      await page.getByRole('menuitem', { name: 'Disable' }).click();
      await dialog().getByRole('button', { name: 'Disable' }).click();
      await dialog().getByText('Nobody else can sign in as admin. Make another member admin first.').waitFor();
      await expectAccessible();
      await page.keyboard.press('Escape');

      await button('Change new@example.com').click();
      await page.getByRole('menuitem', { name: 'Disable' }).click();
      await dialog().getByRole('button', { name: 'Disable' }).click();
      await page.getByText('disabled', { exact: true }).waitFor();
      await button('Change new@example.com').click();
      await page.getByRole('menuitem', { name: 'Enable' }).waitFor();
      expect(await page.getByRole('menuitem', { name: 'Reset password' }).count()).toBe(0);
      await page.keyboard.press('Escape');
      await expectAccessible();
    },
    STORY_WITHIN_MS,
  );

  it('show who did what, narrowed by the address', async () => {
    const admin = await Caller.signedIn(herald);
    await admin.call('POST', '/v3/integrations', { provider: 'no_such_provider', config: { A_SECRET: 'hidden' } });
    await page.goto(`${herald.url}/settings/audit`);
    await page.getByRole('listitem').filter({ hasText: 'Create integration' }).waitFor();
    await page.getByLabel('Outcome').selectOption('refused');
    await page.waitForURL(/outcome=refused/);
    await page.getByRole('combobox', { name: 'Action' }).fill('createIntegration');
    await page.keyboard.press('Enter');
    await page.waitForURL(/action=createIntegration/);
    await page.reload();
    const entry = page.getByRole('list', { name: /^Entries/ }).getByRole('listitem');
    await entry.getByText('Create integration').waitFor();
    await entry.getByText('refused', { exact: true }).waitFor();
    await entry.getByText('What was given').click();
    await entry.getByText('no_such_provider').waitFor();
    expect(await entry.innerText()).not.toContain('hidden');
    await expectAccessible();
    await page.goto(`${herald.url}/settings/audit?action=nothingOfTheKind`);
    await page.getByRole('heading', { name: 'Nothing of this kind was done' }).waitFor();
    await button('Show everything').click();
    await page.getByRole('listitem').filter({ hasText: 'Make first admin' }).waitFor();
  });

  it(
    'let a viewer look, and change the own password',
    async () => {
      await newMember(await Caller.signedIn(herald), herald, VIEWER);
      const viewer = await Visitor.at(herald, browser);
      await viewer.signIn(VIEWER);
      const at = async (path: string) => viewer.page.goto(`${herald.url}/settings/${path}`);
      await at('members');
      await viewer.page.getByRole('heading', { name: 'Only admins see who the members are' }).waitFor();
      await at('audit');
      await viewer.page.getByRole('heading', { name: 'Only admins see the audit log' }).waitFor();
      await at('apps');
      await viewer.page.getByText('From the environment').waitFor();
      expect(await viewer.page.getByRole('button', { name: /^(New|Rename|Rotate|Revoke)/ }).count()).toBe(0);

      await at('account');
      const field = (name: string) => viewer.page.getByRole('textbox', { name });
      const change = async (current: string, next: string) => {
        await field('Current password').fill(current);
        await field('New password').fill(next);
        await viewer.page.getByRole('button', { name: 'Change the password' }).click();
      };
      await change('not my password', 'eight loud pelicans');
      await viewer.page.getByText('This is not your password').waitFor();
      await change(VIEWER.password, 'aaaaaaaaaaaaaa');
      await viewer.page.getByText(/is too easy to guess/).waitFor();
      await expectAccessible(viewer);
      await change(VIEWER.password, 'eight loud pelicans');
      await viewer.page.getByText('The password is changed. Your other sessions have ended.').waitFor();
      await viewer.page.getByText('this one').waitFor();

      const elsewhere = await Visitor.at(herald, browser);
      await elsewhere.signIn({ email: VIEWER.email, password: 'eight loud pelicans' });
      await viewer.page.reload();
      await viewer.page.getByRole('button', { name: /^End the session/ }).click();
      await viewer.page.getByText('The session has ended.').waitFor();
      await elsewhere.page.reload();
      await elsewhere.page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect([viewer.complaints, elsewhere.complaints]).toEqual([[], []]);
      await elsewhere.leave();
      await viewer.leave();
    },
    STORY_WITHIN_MS,
  );

  it('fit on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [path, heading] of [
      ['apps', 'Apps and keys'],
      ['members', 'Members'],
      ['audit', 'Audit log'],
      ['account', 'My account'],
    ]) {
      await page.goto(`${herald.url}/settings/${path}`);
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await page.locator('main [role=status]').first().waitFor({ state: 'hidden' });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    }
  });
});
