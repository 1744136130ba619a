import { readFile } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { ADMIN_VARIABLES, Browser, newMember } from '../e2e/browser.fixture.js';
import { type DeliveryAnswer, Stand } from '../e2e/stand.fixture.js';
import { eventually } from '../environment/eventually.js';
import { describeInBrowser, startChromium } from './chromium.fixture.js';
import { ENDLESS, HOSTILE_CONTENT, HOSTILE_PROFILE, SCRIPT, TURNED } from './hostile.text.fixture.js';
import { Visitor } from './visitor.fixture.js';

const VIEWER = { email: 'viewer@example.com', password: 'nine calm badgers' };
const NUMBER = '+12025550101';
const MANY = 250;

describeInBrowser('The pages on deliveries', () => {
  let stand: Stand;
  let chromium: Chromium;
  let visitor: Visitor;
  let page: Page;
  let seen: DeliveryAnswer;
  let discarded: DeliveryAnswer;

  beforeAll(async () => {
    [stand, chromium] = await Promise.all([Stand.start(ADMIN_VARIABLES), startChromium()]);
    const many = Array.from({ length: MANY }, (_, index) => ({ identifier: `many-${index}`, phoneNumber: 'none' }));
    await stand.herald.notify({ notification: { message: 'To many' }, recipients: many });
    seen = await stand.deliveryAs(await stand.notifyOne(NUMBER, { data: { order: 7 } }), 'seen');
    discarded = await stand.deliveryAs(await stand.notifyOne('not a number'), 'discarded');
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

  const rows = (of = page) => of.getByRole('row').filter({ has: of.getByRole('cell') });
  const rowOf = (recipient: string) => rows().filter({ has: page.getByRole('link', { name: recipient, exact: true }) });

  async function goToList(query = ''): Promise<void> {
    await visitor.goTo(`/$app/deliveries${query}`);
    await page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
  }

  async function goToDelivery(id: string): Promise<void> {
    await visitor.goTo(`/$app/deliveries/${id}`);
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  }

  it('list everything, of which only the part that is looked at is on the page', async () => {
    await goToList();
    await rowOf('user-not a number').waitFor();
    expect(await rows().count()).toBeLessThan(60);
    await eventually('The end of the list', async () => {
      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      return (await rowOf('many-0').isVisible()) || undefined;
    });
    expect(await rows().count()).toBeLessThan(60);
    await page.getByText(`These are all ${MANY + 2}.`).waitFor();
    await page.getByRole('button', { name: 'Back to the newest' }).click();
    await rowOf('user-not a number').waitFor();
  });

  it('narrow the list by filters, which stand in the address and are taken away again', async () => {
    await goToList();
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'seen' }).click();
    await page.getByRole('option', { name: 'sent' }).click();
    await eventually('One row', async () => (await rows().count()) === 1 || undefined);
    await rowOf(`user-${NUMBER}`).waitFor();
    expect(new URL(page.url()).searchParams.get('status')).toBe('["sent","seen"]');
    await page.reload();
    await rowOf(`user-${NUMBER}`).waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByRole('combobox', { name: 'Reason' }).click();
    await page.getByRole('option', { name: 'Recipient address invalid' }).click();
    await page.getByText('No delivery matches').waitFor();
    await page.getByRole('button', { name: 'Remove the filter Status: sent, seen' }).click();
    await rowOf('user-not a number').waitFor();
    expect(await rowOf(`user-${NUMBER}`).count()).toBe(0);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await rowOf(`user-${NUMBER}`).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('find a delivery by what a person has at hand, and show it whole', async () => {
    await goToList();
    await page.getByRole('textbox', { name: 'Search' }).fill(seen.providerMessageId ?? '');
    await eventually('One row', async () => (await rows().count()) === 1 || undefined);
    await page.getByRole('link', { name: `user-${NUMBER}` }).click();
    const timeline = page.getByRole('list', { name: 'Timeline' });
    await timeline.getByText('Attempt 1: the provider took it').waitFor();
    expect(await timeline.getByText(/^(Sent|Delivered|Seen|Callback: “read”)$/).allTextContents()).toEqual([
      'Sent',
      'Delivered',
      'Callback: “read”',
      'Seen',
    ]);
    await timeline.getByText('As the provider sent it').last().click();
    await timeline.getByText('MessageStatus=read').waitFor();
    await page.getByText('Request to the provider (secrets are masked)').click();
    await page.getByText('"Body": "Order 7 is on its way."').waitFor();
    await page.goBack();
    await eventually('One row', async () => (await rows().count()) === 1 || undefined);
  });

  it('tell why a delivery was discarded and what to do, then send it again', async () => {
    await goToDelivery(discarded.id);
    await page.getByRole('alert').getByText('Recipient address invalid').waitFor();
    await page.getByRole('alert').getByText('Next step:').waitFor();
    await stand.herald.call('PUT', `/v3/users/${encodeURIComponent('user-not a number')}`, { phoneNumber: NUMBER });
    await page.getByRole('button', { name: 'Send again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send this again?' });
    await dialog.getByText('the same content').waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('This repeats').waitFor();
    expect(page.url()).not.toContain(discarded.id);
    await page.getByRole('list', { name: 'Timeline' }).getByText('Seen', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'an earlier delivery' }).click();
    await page.getByRole('alert').getByText('Recipient address invalid').waitFor();
    await page.getByRole('link', { name: 'sent again' }).click();
    await eventually('The one that repeats it', async () => (await rows().count()) === 1 || undefined);
  });

  it('take back what waits', async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const requestId = await stand.notifyOne('+12025550103', { sendAt });
    const waiting = await stand.deliveryAs(requestId, 'pending');
    await goToDelivery(waiting.id);
    await page.getByText('Waits for its time').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel the notification' }).click();
    await page.getByText('Canceled: 1. Being sent: 0. Already with the provider: 0.').waitFor();
    await page.getByRole('list', { name: 'Timeline' }).getByText('Discarded', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Cancel', exact: true }).count()).toBe(0);
  });

  it('show what happens while it happens', async () => {
    await goToList();
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
    await rows().first().waitFor();
    await stand.notifyOne('+12025550104');
    await rowOf('user-+12025550104').getByText('seen').waitFor();
    expect(await rows().first().textContent()).toContain('user-+12025550104');
  });

  it('give the list as a file', async () => {
    await goToList('?status=["seen"]&recipient=user-%2B12025550101');
    await rowOf(`user-${NUMBER}`).waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'NDJSON' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([seen.id]);
  });

  it('say how to begin where nothing was sent', async () => {
    const admin = await Browser.signedIn(stand.herald);
    const made = await admin.call<{ app: { id: string } }>('POST', '/v3/apps', { name: 'Empty' });
    await page.goto(`${stand.herald.url}/apps/${made.body.app.id}/deliveries`);
    await page.getByRole('heading', { name: 'Nothing was sent yet' }).waitFor();
    await page.getByText(`curl '${stand.herald.url}/v3/notifications'`).waitFor();
    await page.getByRole('link', { name: 'Go to Channels' }).click();
    await page.waitForURL(/channels/);
  });

  it('let a viewer look and change nothing', async () => {
    await newMember(await Browser.signedIn(stand.herald), stand.herald, { ...VIEWER, role: 'viewer' });
    const viewer = await Visitor.at(stand.herald, chromium);
    await viewer.signIn(VIEWER);
    await viewer.goTo(`/$app/deliveries/${discarded.id}`);
    await viewer.page.getByRole('alert').getByText('Recipient address invalid').waitFor();
    expect(await viewer.page.getByRole('button', { name: /Send again|Cancel/ }).count()).toBe(0);
    expect(viewer.complaints).toEqual([]);
    await viewer.leave();
  });

  it('are not harmed by what a notification holds', async () => {
    const requestId = await stand.herald.notify({
      notification: HOSTILE_CONTENT,
      data: { [SCRIPT]: ENDLESS },
      tenant: TURNED,
      category: ENDLESS.slice(0, 100),
      recipients: [{ identifier: `${SCRIPT}${TURNED}`, phoneNumber: 'none', ...HOSTILE_PROFILE }],
    });
    const { id } = await stand.deliveryAs(requestId, 'discarded');
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await goToList();
      await rows().first().waitFor();
      expect(await visitor.overflowPx()).toBe(0);
      await goToDelivery(id);
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await visitor.overflowPx()).toBe(0);
      expect(await page.evaluate(() => 'taken' in globalThis)).toBe(false);
    }
    await page.setViewportSize({ width: 1280, height: 844 });
  });

  it.each(['light', 'dark'] as const)('can be used by everybody (%s)', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await goToList('?q=user-%2B12025550101');
    await rows().first().waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await goToDelivery(seen.id);
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await goToDelivery(discarded.id);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });
});
