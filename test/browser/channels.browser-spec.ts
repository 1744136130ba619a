import type { Browser, Page } from 'playwright-core';
import { Browser as Caller, ADMIN_VARIABLES, newMember } from '../e2e/browser.fixture.js';
import { Stand } from '../e2e/stand.fixture.js';
import { Emulator } from '../environment/emulator.process.js';
import { describeInBrowser, startChromium } from './chromium.fixture.js';
import { faultsInBothSchemes } from './colour-schemes.fixture.js';
import { Visitor } from './visitor.fixture.js';

/** Takes back what would switch the first provider on by itself. */
const NOTHING_ON = { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '', TWILIO_FROM_NUMBER: '' };
const VIEWER = { email: 'viewer@example.com', password: 'nine loud herons', role: 'viewer' as const };
const INTEGRATIONS = '/v3/integrations';
/** The newcomer's path is long, and the machine may be busy. */
const NEWCOMER_MS = 90_000;

interface Integration {
  id: string;
  enabled: boolean;
  label: string | null;
}

describeInBrowser('The channels of the dashboard', () => {
  let stand: Stand;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [stand, browser] = await Promise.all([Stand.start({ ...ADMIN_VARIABLES, ...NOTHING_ON }), startChromium()]);
    await newMember(await Caller.signedIn(stand.herald), stand.herald, VIEWER);
  });
  afterAll(async () => {
    await browser?.close();
    await stand?.stop();
  });
  beforeEach(async () => {
    for (const { id } of await integrations()) await stand.herald.call('DELETE', `${INTEGRATIONS}/${id}`);
    visitor = await Visitor.at(stand.herald, browser);
    ({ page } = visitor);
  });
  afterEach(async () => {
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  async function integrations(): Promise<Integration[]> {
    return (await stand.herald.call<{ data: Integration[] }>('GET', INTEGRATIONS)).body.data;
  }

  function account() {
    const [{ sid, token }] = stand.emulator.accounts;
    return { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM_NUMBER: Emulator.sender };
  }

  async function switchOn(more: object = {}): Promise<Integration> {
    const draft = { provider: 'twilio_whatsapp', config: account(), ...more };
    return (await stand.herald.call<Integration>('POST', INTEGRATIONS, draft)).body;
  }

  /** Presses Tab until this has the focus. */
  async function tabTo(role: 'link' | 'button' | 'textbox' | 'radio', name: string | RegExp): Promise<void> {
    const wanted = page.getByRole(role, { name });
    await wanted.waitFor();
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      if (await wanted.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    }
    throw new Error(`Tab does not lead to the ${role} ${String(name)}`);
  }

  async function sendTest(phoneNumber: string): Promise<void> {
    await page.getByLabel('Phone number').fill(phoneNumber);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
  }

  const entryOf = (name: string) => page.getByLabel('Timeline').getByText(name, { exact: true });

  it(
    'lead a newcomer by keyboard alone from nothing to a message that is seen',
    async () => {
      await visitor.signIn();
      await visitor.goTo('/$app/channels');
      await page.getByRole('heading', { name: 'Nothing is switched on yet' }).waitFor();
      expect(await faultsInBothSchemes(visitor)).toEqual([]);
      await tabTo('link', 'Switch on: Twilio WhatsApp');
      await page.keyboard.press('Enter');

      await page.getByRole('heading', { name: 'Switch Twilio WhatsApp on' }).waitFor();
      expect(await page.getByRole('textbox', { name: 'Callback address' }).inputValue()).toBe(
        `${stand.herald.url}/api/v1/apps/test-app/webhook/twilio_whatsapp`,
      );
      await tabTo('textbox', 'Account SID');
      await page.keyboard.type('AC123');
      await page.keyboard.press('Enter');
      await page.getByText('Must be AC followed by 32 hexadecimal digits.').waitFor();
      await page.getByText('Auth Token is needed.').waitFor();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(account().TWILIO_ACCOUNT_SID);
      await tabTo('textbox', 'Auth Token');
      await page.keyboard.type('not the token');
      await tabTo('textbox', 'From number');
      await page.keyboard.type(Emulator.sender);
      await page.keyboard.press('Enter');
      await page.getByText('Twilio does not accept this Account SID and Auth Token together.').waitFor();
      await page.getByRole('textbox', { name: 'Auth Token' }).and(page.locator(':focus')).waitFor();
      expect(await integrations()).toEqual([]);
      expect(await faultsInBothSchemes(visitor)).toEqual([]);

      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(account().TWILIO_AUTH_TOKEN);
      await tabTo('button', 'Check and switch on');
      await page.keyboard.press('Enter');
      await page.getByRole('status').getByText('Emulated account').waitFor();
      expect(await integrations()).toMatchObject([{ enabled: true }]);

      await stand.emulator.control('POST', 'callbacks/settings', { paused: true });
      await tabTo('textbox', 'Phone number');
      await page.keyboard.type('+12025550121');
      await page.keyboard.press('Enter');
      await entryOf('Sent').waitFor();
      expect(await entryOf('Seen').count()).toBe(0);
      await stand.emulator.control('POST', 'callbacks/settings', { paused: false });
      await entryOf('Delivered').waitFor();
      await entryOf('Seen').waitFor();
      expect(await faultsInBothSchemes(visitor)).toEqual([]);
    },
    NEWCOMER_MS,
  );

  it('explain why a test message was discarded, and what to do', async () => {
    const { id } = await switchOn();
    await visitor.signIn();
    await visitor.goTo(`/$app/channels/${id}`);
    await sendTest('+15005550101');
    const reason = page.getByRole('alert').filter({ hasText: 'Session window closed' });
    await reason.getByText('63016').waitFor();
    await reason.getByText('Next step:').waitFor();
    expect(await faultsInBothSchemes(visitor)).toEqual([]);
  });

  it('switch an integration off and on, and ask where deliveries wait for it', async () => {
    const { id } = await switchOn();
    await visitor.signIn();
    await visitor.goTo('/$app/channels');
    const carries = page.getByRole('switch', { name: 'Twilio WhatsApp carries notifications' });
    await carries.press('Space');
    await page.getByText('Off', { exact: true }).first().waitFor();
    expect(await integrations()).toMatchObject([{ id, enabled: false }]);
    await page.getByRole('link', { name: 'Twilio WhatsApp', exact: true }).click();
    await page.getByText('It is switched off. Switch it on to send a test message.').waitFor();
    await carries.press('Space');
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    expect(await integrations()).toMatchObject([{ id, enabled: true }]);

    await stand.notifyOne('+12025550122', { sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    await carries.press('Space');
    const question = page.getByRole('dialog', { name: 'Switch Twilio WhatsApp off?' });
    await question.getByText('One delivery waits for it. It is discarded when its turn comes.').waitFor();
    expect(await faultsInBothSchemes(visitor)).toEqual([]);
    await question.getByRole('button', { name: 'Leave it on' }).click();
    expect(await integrations()).toMatchObject([{ id, enabled: true }]);

    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByText('One delivery waits for it.').waitFor();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByRole('heading', { name: 'Nothing is switched on yet' }).waitFor();
    expect(await integrations()).toEqual([]);
  });

  it('show which integration is used, and names as they are written, whatever is in them', async () => {
    const hostile = '<img src=x onerror=alert(1)> \u202Eeman\u202C 🙂 '.padEnd(200, 'w');
    await switchOn({ label: 'Later', priority: 200 });
    await switchOn({ label: hostile, priority: 1 });
    await switchOn({ label: 'Theirs', tenant: 'acme' });
    await visitor.signIn();
    await page.setViewportSize({ width: 390, height: 844 });
    await visitor.goTo('/$app/channels');
    const rows = page.getByRole('region', { name: 'WhatsApp' }).getByRole('listitem');
    await rows.first().waitFor();
    const standings = await rows.allInnerTexts();
    expect(standings.map((text) => /In use|Stands by/.exec(text)?.[0])).toEqual(['In use', 'Stands by', 'In use']);
    expect(standings[0]).toContain('<img src=x onerror=alert(1)>');
    expect(standings[1]).toContain('Later');
    await page.getByText('For the tenant acme').waitFor();
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
    expect(await faultsInBothSchemes(visitor)).toEqual([]);
  });

  it('check a change before it is stored, and keep a secret that is left empty', async () => {
    const { id } = await switchOn();
    await visitor.signIn();
    await visitor.goTo(`/$app/channels/${id}`);
    const token = page.getByRole('textbox', { name: 'Auth Token' });
    expect(await token.getAttribute('placeholder')).toBe('Set; leave empty to keep');
    await token.fill('renewed and mistyped');
    await page.getByRole('button', { name: 'Check and save' }).click();
    await page.getByText('Twilio does not accept this Account SID and Auth Token together.').waitFor();
    await token.fill('');
    await page.getByText('More settings').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Support line');
    await page.getByRole('radiogroup', { name: 'Sandbox' }).getByText('On').click();
    await page.getByRole('button', { name: 'Check and save' }).click();
    await page.getByRole('heading', { name: 'Support line', level: 1 }).waitFor();
    await page.getByText('Each recipient first has to send').waitFor();
    await sendTest('+12025550123');
    await entryOf('Seen').waitFor();
    const stored = await stand.herald.call(`GET`, `${INTEGRATIONS}/${id}`);
    expect(stored.body).toMatchObject({ label: 'Support line', config: { TWILIO_SANDBOX: true } });
  });

  it('let a viewer read everything and change nothing', async () => {
    const { id } = await switchOn();
    await visitor.signIn(VIEWER);
    await visitor.goTo('/$app/channels');
    await page.getByRole('link', { name: 'Twilio WhatsApp', exact: true }).waitFor();
    expect(await page.getByRole('switch').count()).toBe(0);
    expect(await page.getByRole('link', { name: /Switch on|Add another/ }).count()).toBe(0);
    await visitor.goTo(`/$app/channels/${id}`);
    const settings = page.getByRole('region', { name: 'Settings' });
    await settings.getByText(account().TWILIO_ACCOUNT_SID).waitFor();
    await settings.getByText('Set', { exact: true }).waitFor();
    await page.getByText('The vendor takes messages.').waitFor();
    for (const role of ['switch', 'textbox'] as const) {
      expect(
        await page.getByRole('main').getByRole(role, { disabled: false }).and(page.locator(':not([readonly])')).count(),
      ).toBe(0);
    }
    expect(await page.getByRole('main').getByRole('button').allInnerTexts()).toEqual(['']);
    expect(await faultsInBothSchemes(visitor)).toEqual([]);
    await visitor.goTo('/$app/channels/new/twilio_whatsapp');
    await page.getByText('Only admins switch providers on').waitFor();
  });
});
