import type { Browser, Page } from 'playwright-core';
import { ADMIN_VARIABLES } from '../e2e/browser.fixture.js';
import { Stand } from '../e2e/stand.fixture.js';
import { describeInBrowser, startChromium } from './chromium.fixture.js';
import { faultsInBothSchemes } from './colour-schemes.fixture.js';
import { Visitor } from './visitor.fixture.js';

const OVERVIEW = '/$app/overview';

/** Longest that counting and reading take on a busy machine. */
const COUNTED_WITHIN_MS = 25_000;

/** Whether the page is wider than the window. */
function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

describeInBrowser('The overview', () => {
  let stand: Stand;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [stand, browser] = await Promise.all([Stand.start(ADMIN_VARIABLES), startChromium()]);
    visitor = await Visitor.at(stand.herald, browser);
    await visitor.signIn();
    page = visitor.page;
  });
  afterAll(async () => {
    await browser?.close();
    await stand?.stop();
  });
  afterEach(() => {
    expect(visitor.complaints).toEqual([]);
  });

  const expectAccessible = async () => expect(await faultsInBothSchemes(visitor)).toEqual([]);
  const cardOf = (step: string) => page.getByRole('group', { name: step, exact: true });

  it('shows a newcomer three steps', async () => {
    await visitor.goTo(OVERVIEW);
    await page.getByRole('heading', { name: 'Three steps to the first message' }).waitFor();
    await page.getByRole('heading', { name: /Switch a channel on\s*done/ }).waitFor();
    await page.getByLabel('Example of a call').getByText("X-API-KEY: test-app'").waitFor();
    await expectAccessible();
  });

  describe('of an app that sends', () => {
    beforeAll(async () => {
      await visitor.goTo(OVERVIEW);
      await page.getByText('Live', { exact: true }).waitFor();
      await stand.deliveryAs(await stand.notifyOne('+12025550101', { tenant: '<b>مرحبا</b> 😀' }), 'seen');
      await stand.deliveryAs(await stand.notifyOne('+12025550102'), 'seen');
      await stand.deliveryAs(await stand.notifyOne('no number'), 'discarded');
    });

    it('counts by itself what happens', async () => {
      await cardOf('Seen').getByText('2', { exact: true }).waitFor({ timeout: COUNTED_WITHIN_MS });
      await cardOf('Discarded').getByText('1', { exact: true }).waitFor({ timeout: COUNTED_WITHIN_MS });
      expect(await cardOf('Delivered').innerText()).toContain('100% of sent');
    });

    it('says why something was discarded, and leads to what it was', async () => {
      await visitor.goTo(OVERVIEW);
      await page.getByText("The address in the recipient's profile cannot be used.").waitFor();
      await page.getByRole('link', { name: 'Recipient address invalid' }).click();
      await page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
      expect(new URL(page.url()).searchParams.get('reason')).toBe('recipient_address_invalid');
    });

    it('counts by provider and tenant', async () => {
      await visitor.goTo(OVERVIEW);
      const row = (name: string | RegExp) => page.getByRole('row', { name });
      await row(/^Twilio WhatsApp/).waitFor();
      expect(
        await row(/^Twilio WhatsApp/)
          .getByRole('cell')
          .allInnerTexts(),
      ).toEqual(['2', '2', '2', '1']);
      expect(
        await row(/<b>مرحبا<\/b> 😀/)
          .getByRole('cell')
          .allInnerTexts(),
      ).toEqual(['1', '1', '1', '0']);
    });

    it('tells the curves to who uses the keyboard, and as a table', async () => {
      await visitor.goTo(`${OVERVIEW}?span=day`);
      const chart = page.getByRole('slider', { name: 'Time in the chart' });
      await chart.locator('canvas').waitFor();
      await expectAccessible();
      await chart.focus();
      await page.keyboard.press('End');
      await page.getByText('Discarded: 1').waitFor();
      expect(await chart.getAttribute('aria-valuetext')).toMatch(/: 2 sent, 2 delivered, 2 seen, 1 discarded$/);
      await page.getByRole('button', { name: 'Show as table' }).click();
      const rows = page.getByRole('region', { name: 'Events per hour' }).getByRole('row');
      await rows.first().waitFor();
      const counts = await rows.evaluateAll((all) =>
        all.slice(1).map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent))),
      );
      const sums = counts.reduce((sum, row) => sum.map((count, index) => count + (row[index] ?? 0)));
      expect(sums).toEqual([2, 2, 2, 1]);
      expect(counts.length).toBeGreaterThanOrEqual(24);
      await expectAccessible();
    });

    it('keeps the time in its address', async () => {
      await visitor.goTo(OVERVIEW);
      const choose = (name: string) => page.getByRole('radiogroup', { name: 'Time' }).getByText(name, { exact: true });
      await choose('30 d').click();
      await page.getByRole('heading', { name: 'Events per day' }).waitFor();
      expect(page.url()).toContain('span=month');
      await page.goBack();
      await page.getByRole('heading', { name: 'Events per hour' }).waitFor();
      await choose('Custom').click();
      await page.getByLabel('From', { exact: true }).fill('2020-03-01T10:00');
      await page.getByLabel('To', { exact: true }).fill('2020-03-01T09:00');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.getByText('This has to be earlier than the end').waitFor();
      await page.getByLabel('To', { exact: true }).fill('2020-03-03T10:00');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.getByText('Nothing was discarded in this time.').waitFor();
      expect(new URL(page.url()).searchParams.get('from')).toMatch(/^2020-03-01T/);
      await page.reload();
      await page.getByText('Nothing was discarded in this time.').waitFor();
      await expectAccessible();
    });

    it('fits on a phone', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await visitor.goTo(`${OVERVIEW}?span=hour`);
      await page.locator('canvas').waitFor();
      expect(await scrollsSideways(page)).toBe(false);
    });
  });
});
