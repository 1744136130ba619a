import type { Browser as Chromium, Page } from 'playwright-core';
import { ADMIN_VARIABLES } from '../e2e/browser.fixture.js';
import { Stand } from '../e2e/stand.fixture.js';
import { TEST_APP } from '../environment/herald.process.js';
import { describeInBrowser, startChromium } from './chromium.fixture.js';
import { ENDLESS, FAMILIES, HOSTILE_PROFILE, SCRIPT, TURNED } from './hostile.text.fixture.js';
import { Visitor } from './visitor.fixture.js';

const NUMBER = '+12025550111';

/** Identifiers that are hard to put into an address. */
const ODD = ['a/b/../c', 'a%2Fb?c#d&e=f', 'jo@example.com.css', ' spaced ', `${TURNED} 👋`, 'null', SCRIPT, '+1\\x'];

describeInBrowser('The pages on users', () => {
  let stand: Stand;
  let chromium: Chromium;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [stand, chromium] = await Promise.all([Stand.start(ADMIN_VARIABLES), startChromium()]);
    const many = Array.from({ length: 60 }, (_, index) => ({ identifier: `many-${index}`, phoneNumber: 'none' }));
    const odd = ODD.map((identifier) => ({ ...HOSTILE_PROFILE, identifier, phoneNumber: 'none' }));
    await stand.herald.notify({ notification: { message: 'To all' }, recipients: [...many, ...odd] });
    await stand.herald.call('PUT', '/v3/users/jo', { phoneNumber: NUMBER, email: 'jo@example.com', plan: 'gold' });
    visitor = await Visitor.at(stand.herald, chromium);
    page = visitor.page;
    await visitor.signIn();
  });
  afterAll(async () => {
    await visitor?.leave();
    await chromium?.close();
    await stand?.stop();
  });
  afterEach(() => expect(visitor.complaints.splice(0)).toEqual([]));

  const users = () => page.getByRole('list', { name: 'Users' }).getByRole('link');

  async function goTo(path: string, heading: string): Promise<void> {
    await visitor.goTo(path);
    await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor();
  }

  it('list users, further on wish, and find one by number and address', async () => {
    await goTo('/$app/users', 'Users');
    await users().first().waitFor();
    expect(await users().count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await users()
      .nth(60 + ODD.length)
      .waitFor();
    for (const text of [NUMBER, '+1 202-555-0111', 'JO@example.com', 'jo']) {
      await page.getByRole('textbox', { name: 'Search' }).fill(text);
      await page.waitForURL((url) => url.searchParams.get('q') === text);
      await users().getByText('jo', { exact: true }).waitFor();
    }
    await page.getByRole('textbox', { name: 'Search' }).fill('nobody at all');
    await page.getByText('Nobody matches').waitFor();
  });

  it('show a user: profile, channels and why not, and deliveries as they come', async () => {
    await goTo('/$app/users?q=jo', 'Users');
    await users().getByText('jo', { exact: true }).click();
    await page.getByRole('heading', { name: 'jo', level: 1 }).waitFor();
    await page.getByText('gold').waitFor();
    const channels = page.getByRole('region', { name: 'Channels' }).getByRole('listitem');
    await channels.filter({ hasText: 'Whatsapp' }).getByText(`${NUMBER} through Twilio WhatsApp`).waitFor();
    await channels.filter({ hasText: 'SMS' }).getByText('Next step:').waitFor();
    await page.getByText('Nothing was sent to them yet.').waitFor();
    await stand.herald.notify({ notification: { message: 'To jo' }, recipients: ['jo'] });
    const latest = page.getByRole('region', { name: 'Latest deliveries' });
    await latest.getByRole('row').getByText('seen').waitFor();
    await page.getByRole('link', { name: 'All of their deliveries' }).click();
    await page.waitForURL((url) => url.searchParams.get('recipient') === 'jo');
    await page.getByRole('row').getByRole('link', { name: 'jo' }).click();
    await page.getByRole('link', { name: 'jo', exact: true }).click();
    await page.getByRole('heading', { name: 'jo', level: 1 }).waitFor();
  });

  it('tell that there is no such user', async () => {
    await goTo('/$app/users/nobody', 'nobody');
    await page.getByText('Herald has no such user').waitFor();
  });

  it.each(ODD)('lead to the user %j and back, whatever the address', async (identifier) => {
    await goTo('/$app/users', 'Users');
    if (identifier.trim() === identifier) await page.getByRole('textbox', { name: 'Search' }).fill(identifier);
    await users().filter({ hasText: identifier.trim() }).first().click();
    const title = page.getByRole('heading', { level: 1 });
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    expect(await title.textContent()).toBe(identifier);
    await page.reload();
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    expect(await title.textContent()).toBe(identifier);
    await page.getByRole('link', { name: 'All of their deliveries' }).click();
    await page.waitForURL((url) => url.pathname.endsWith('/deliveries'));
    await page.getByRole('cell').first().waitFor();
  });

  it('are not harmed by what a profile holds', async () => {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await goTo('/$app/users', 'Users');
      await users().first().waitFor();
      expect(await visitor.overflowPx()).toBe(0);
      await visitor.goTo(`/$app/users/${encodeURIComponent(SCRIPT)}`);
      await page.getByRole('heading', { name: 'Profile' }).waitFor();
      await page.getByRole('region', { name: 'Latest deliveries' }).getByRole('cell').first().waitFor();
      expect(await visitor.overflowPx()).toBe(0);
      expect(await page.evaluate(() => 'taken' in globalThis)).toBe(false);
    }
    await page.setViewportSize({ width: 1280, height: 844 });
  });

  it('show what users wrote, and before that how it gets here', async () => {
    await goTo('/$app/inbound', 'Inbound messages');
    const url = `${stand.herald.url}/api/v1/apps/${TEST_APP.apiKey}/webhook/twilio_whatsapp`;
    await page.getByText('Nobody has written yet').waitFor();
    expect(await page.getByRole('textbox', { name: 'Twilio WhatsApp', exact: true }).inputValue()).toBe(url);
    const from = `whatsapp:${NUMBER}`;
    const to = 'whatsapp:+14155238886';
    for (const message of [
      { body: `${SCRIPT}${ENDLESS.slice(0, 1_400)}`, parameters: { ProfileName: `${TURNED}${FAMILIES}` } },
      {
        body: 'Stop',
        numMedia: 2,
        parameters: {
          MediaUrl0: 'javascript:globalThis.taken=1',
          MediaContentType0: 'image/gif',
          MediaUrl1: 'https://media.example.com/1',
          MediaContentType1: 'image/png',
        },
      },
    ]) {
      await stand.emulator.control('POST', 'inbound', { from, to, url, ...message });
    }
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      await page.reload();
      const messages = page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
      await messages.first().getByText('asks not to be written to').waitFor();
      expect(await messages.count()).toBe(2);
      expect(await page.getByRole('link', { name: 'at the provider' }).getAttribute('href')).toBe(
        'https://media.example.com/1',
      );
      expect(await page.getByRole('link', { name: 'image/gif' }).count()).toBe(0);
      expect(await visitor.overflowPx()).toBe(0);
    }
    expect(await page.evaluate(() => 'taken' in globalThis)).toBe(false);
    await page.getByRole('link', { name: NUMBER }).first().click();
    await users().getByText('jo', { exact: true }).waitFor();
  });

  it.each(['light', 'dark'] as const)('can be used by everybody (%s)', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await goTo('/$app/users', 'Users');
    await users().first().waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await visitor.goTo(`/$app/users/${encodeURIComponent(SCRIPT)}`);
    await page.getByRole('region', { name: 'Channels' }).getByRole('listitem').first().waitFor();
    await page.getByRole('region', { name: 'Latest deliveries' }).getByRole('cell').first().waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await goTo('/$app/inbound', 'Inbound messages');
    await page.getByRole('list', { name: 'Messages' }).waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });
});
