import type { Browser } from 'playwright-core';
import { ADMIN, ADMIN_VARIABLES } from '../e2e/browser.fixture.js';
import { Stand } from '../e2e/stand.fixture.js';
import { describeInBrowser, startChromium } from './chromium.fixture.js';
import { Visitor } from './visitor.fixture.js';

describeInBrowser('The way into the dashboard', () => {
  let stand: Stand;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    [stand, browser] = await Promise.all([Stand.start(ADMIN_VARIABLES), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stand?.stop();
  });
  beforeEach(async () => {
    visitor = await Visitor.at(stand.herald, browser);
  });
  afterEach(async () => {
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('leads to the page that was asked for, after the sign-in', async () => {
    const { page } = visitor;
    await page.goto(`${stand.herald.url}/settings/members`);
    await page.getByLabel('E-mail').fill(ADMIN.email);
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('the password is wrong').waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
    expect(page.url()).toBe(`${stand.herald.url}/settings/members`);
  });

  it('leads nowhere else', async () => {
    await visitor.page.goto(`${stand.herald.url}/sign-in?next=https://evil.example/`);
    await visitor.page.getByLabel('E-mail').fill(ADMIN.email);
    await visitor.page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password);
    await visitor.page.getByRole('button', { name: 'Sign in' }).click();
    await visitor.page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(new URL(visitor.page.url()).origin).toBe(stand.herald.url);
  });

  it('takes less than 300 kB to come in, compressed, up to the overview', async () => {
    const sizes: Promise<number>[] = [];
    visitor.page.on('requestfinished', (request) => {
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await visitor.signIn();
    await visitor.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await visitor.page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(300_000);
  });

  it('is shut again after signing out', async () => {
    const { page } = visitor;
    await visitor.signIn();
    await page.getByRole('button', { name: 'My menu' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
