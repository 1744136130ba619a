import type { Browser, Page } from 'playwright-core';
import { ADMIN_VARIABLES } from '../e2e/browser.fixture.js';
import { OTHER_APP_HEADERS, makeOtherApp } from '../e2e/other-app.fixture.js';
import { Stand } from '../e2e/stand.fixture.js';
import { callbackUrlOf, postForm, statusForm } from '../e2e/twilio-callback.fixture.js';
import { describeInBrowser, startChromium } from './chromium.fixture.js';
import { faultsInBothSchemes } from './colour-schemes.fixture.js';
import { Visitor } from './visitor.fixture.js';

const INTEGRATIONS = '/v3/integrations';

describeInBrowser('The health page of the dashboard', () => {
  let stand: Stand;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [stand, browser] = await Promise.all([Stand.start(ADMIN_VARIABLES), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stand?.stop();
  });
  beforeEach(async () => {
    visitor = await Visitor.at(stand.herald, browser);
    ({ page } = visitor);
    await visitor.signIn();
  });
  afterEach(async () => {
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  const card = (name: string) => page.getByRole('region', { name });

  it('shows by itself what comes to be: callbacks, what waits, and signatures that do not fit', async () => {
    await visitor.goTo('/$app/health');
    await page.getByText('All is well').waitFor();
    const environment = card('From the environment');
    await environment.getByText('Nothing waits.').waitFor();
    await environment.getByText('None yet').waitFor();
    expect(await faultsInBothSchemes(visitor)).toEqual([]);
    await stand.notifyOne('+12025550131', { sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    await stand.deliveryAs(await stand.notifyOne('+12025550132'), 'seen');
    await environment.getByText('0 due, 1 scheduled').waitFor();
    await environment.getByText(/of 80 a second/).waitFor();
    const [entry] = await stand.acceptedFor('+12025550132');
    if (entry === undefined) throw new Error('Nothing was sent');
    expect((await postForm(callbackUrlOf(entry), statusForm(entry, 'read'), 'forged')).status).toBe(403);
    await environment.getByText('The last callback was refused because its signature did not fit.').waitFor();
    await environment.getByText('1 refused').waitFor();
    await page.getByText('One integration needs you').waitFor();
    expect(await faultsInBothSchemes(visitor)).toEqual([]);
  });

  it('says which vendor takes nothing, since when, and how to mend it', async () => {
    const [, { sid, token }] = stand.emulator.accounts;
    const config = { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM_NUMBER: '+15005550006' };
    const { body: theirs } = await stand.herald.call<{ id: string }>('POST', INTEGRATIONS, {
      provider: 'twilio_whatsapp',
      label: 'Theirs',
      tenant: 'acme',
      config: { ...config, TWILIO_AUTH_TOKEN: 'a token that is wrong' },
    });
    await visitor.goTo('/$app/health');
    await card('Theirs').getByText('Works').waitFor();
    const recipients = Array.from({ length: 40 }, (_, index) => ({
      identifier: `user-${index}`,
      phoneNumber: `+120255501${String(index).padStart(2, '0')}`,
    }));
    await stand.herald.notify({ notification: { message: 'M' }, recipients, tenant: 'acme' });
    await card('Theirs').getByText('Held back').waitFor();
    await card('Theirs').getByText('The vendor does not accept the credentials.').waitFor();
    await card('Theirs').getByText('Last failure: credentials invalid').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(await faultsInBothSchemes(visitor)).toEqual([]);
    await stand.herald.call('PATCH', `${INTEGRATIONS}/${theirs.id}`, { config });
    await card('Theirs').getByText('Works').waitFor();
    await stand.herald.call('DELETE', `${INTEGRATIONS}/${theirs.id}`);
  });

  it('leads to the channels where nothing is switched on', async () => {
    await makeOtherApp(stand.herald);
    const session = await page.request.get(`${stand.herald.url}/v3/session`);
    const { apps } = (await session.json()) as { apps: { id: string; apiKey: string }[] };
    const other = apps.find(({ apiKey }) => apiKey === OTHER_APP_HEADERS['x-api-key']);
    await page.goto(`${stand.herald.url}/apps/${other?.id}/health`);
    await page.getByRole('heading', { name: 'Nothing is switched on' }).waitFor();
    expect(await faultsInBothSchemes(visitor)).toEqual([]);
    await page.getByRole('main').getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('heading', { name: 'Nothing is switched on yet' }).waitFor();
  });
});
