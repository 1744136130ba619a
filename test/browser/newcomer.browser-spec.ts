import type { Browser as Chromium } from 'playwright-core';
import { Browser } from '../e2e/browser.fixture.js';
import { Stand } from '../e2e/stand.fixture.js';
import { Emulator } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import type { Herald } from '../environment/herald.process.js';
import { describeInBrowser, startChromium } from './chromium.fixture.js';
import { Visitor } from './visitor.fixture.js';

const ADMIN = { email: 'ana@example.com', password: 'nine brave badgers' };
const VIEWER = { email: 'vic@example.com', password: 'five patient herons' };
/** Nothing is switched on by the environment: the newcomer does it. */
const NOTHING_ON = { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '', TWILIO_FROM_NUMBER: '' };

/** The steps build on each other, as a newcomer's do. */
describeInBrowser('A newcomer', () => {
  let stand: Stand;
  let chromium: Chromium;
  let visitor: Visitor;
  let restarted: Herald | undefined;

  beforeAll(async () => {
    [stand, chromium] = await Promise.all([Stand.start(NOTHING_ON), startChromium()]);
    visitor = await Visitor.at(stand.herald, chromium);
  });
  afterEach(() => {
    expect(visitor.complaints).toEqual([]);
  });
  afterAll(async () => {
    await chromium?.close();
    await restarted?.child.end();
    await stand?.stop();
  });

  it('comes in by the link that the first start prints', async () => {
    const { page } = visitor;
    const link = await eventually('The link', () => /http\S+\/setup#\S+/.exec(stand.herald.child.output)?.[0]);
    await page.goto(link);
    await page.getByLabel('E-mail').fill(ADMIN.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  });

  it('switches WhatsApp on, and is told what is wrong with the token', async () => {
    const { page } = visitor;
    const [{ sid, token }] = stand.emulator.accounts;
    await page.getByRole('link', { name: 'Channels' }).first().click();
    await page.getByRole('link', { name: /switch on.*twilio whatsapp/i }).click();
    await page.getByLabel('Account SID').fill(sid);
    await page.getByLabel('From number').fill(Emulator.sender);
    const secret = page.getByRole('textbox', { name: 'Auth Token' });
    await secret.fill('0'.repeat(32));
    await page.getByRole('button', { name: 'Check and switch on' }).click();
    await page.getByRole('alert').getByText('Nothing was saved').waitFor();
    await page.getByText('Twilio does not accept this Account SID and Auth Token together').waitFor();
    expect(await stand.rows('select id from integrations')).toEqual([]);
    await secret.fill(token);
    await page.getByRole('button', { name: 'Check and switch on' }).click();
    await page.getByRole('heading', { name: 'Send a test message' }).waitFor();
  });

  it('follows a test message until it is seen', async () => {
    const { page } = visitor;
    await page.getByLabel('Phone number').fill('+12025550123');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const trial = page.getByRole('region', { name: 'Test message' });
    for (const status of ['sent', 'delivered', 'seen']) {
      await trial
        .getByText(new RegExp(`^${status}`, 'i'))
        .first()
        .waitFor();
    }
    expect(await stand.acceptedFor('+12025550123')).toHaveLength(1);
  });

  it('understands why another was discarded', async () => {
    const { page } = visitor;
    await page.getByLabel('Phone number').fill('(457)-746-846');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Next step:').waitFor();
    await page.getByRole('link', { name: 'Everything about this delivery' }).click();
    await page.getByRole('heading', { name: 'Delivery', level: 1 }).waitFor();
    await page.getByRole('alert').getByText('Recipient address invalid').waitFor();
  });

  it('sends it again once the number is right', async () => {
    const { page } = visitor;
    const user = await stand.herald.call('PUT', '/v3/users/herald-test', { phoneNumber: '+12025550124' });
    expect(user.status).toBeLessThan(300);
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await page.getByText('seen', { exact: true }).first().waitFor();
    expect(await stand.acceptedFor('+12025550124')).toHaveLength(1);
  });

  it('goes on seeing what happens after a restart of Herald', async () => {
    const { page } = visitor;
    await visitor.goTo('/$app/deliveries');
    await page.getByText('Live', { exact: true }).waitFor();
    await stand.herald.child.end();
    restarted = await stand.herald.startAgain();
    await stand.notifyOne('+12025550125');
    await page.getByText('user-+12025550125').waitFor();
  });

  it('lets a colleague look, who may not change anything', async () => {
    const admin = await Browser.signedIn(stand.herald, ADMIN);
    const { body } = await admin.call<{ link: { url: string } }>('POST', '/v3/members', {
      email: VIEWER.email,
      role: 'viewer',
    });
    const colleague = await Visitor.at(stand.herald, chromium);
    const { page } = colleague;
    await page.goto(body.link.url);
    await page.getByRole('textbox', { name: 'Password' }).fill(VIEWER.password);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('link', { name: 'Channels' }).first().click();
    await page.getByRole('heading', { name: 'Channels', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Twilio WhatsApp', exact: true }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await page.getByRole('button', { name: /save|send|delete/i }).count()).toBe(0);
    const refused = await (await Browser.signedIn(stand.herald, VIEWER)).call('POST', '/v3/apps', { name: 'Mine' });
    expect(refused.status).toBe(403);
    expect(colleague.complaints).toEqual([]);
    await colleague.leave();
  });
});
