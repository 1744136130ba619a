import { maskedBody } from './given.mask.js';

const MASK = '••••••••';

describe('maskedBody', () => {
  it('keeps names, and only the values that may be shown', () => {
    const body = {
      enabled: false,
      priority: 7,
      label: null,
      password: 'canary',
      config: { TWILIO_AUTH_TOKEN: 'canary', TWILIO_SANDBOX: true, nested: { deep: { deeper: 'canary' } } },
      recipients: ['canary'],
      role: { injected: 'canary' },
    };
    expect(maskedBody(body, ['enabled', 'priority', 'label', 'role'])).toEqual({
      enabled: false,
      priority: 7,
      label: null,
      password: MASK,
      config: { TWILIO_AUTH_TOKEN: MASK, TWILIO_SANDBOX: MASK, nested: { deep: MASK } },
      recipients: MASK,
      role: MASK,
    });
  });

  it('shows a name at the top alone', () => {
    expect(maskedBody({ config: { role: 'canary' } }, ['role'])).toEqual({ config: { role: MASK } });
  });

  it.each([[undefined], [null], ['canary'], [['canary']], [7]])('keeps nothing of %j', (body) => {
    expect(maskedBody(body, [])).toBeNull();
  });

  it('is bounded, and can be stored', () => {
    const body = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${index}`, 'x']));
    expect(Object.keys(maskedBody(body, []) ?? {})).toHaveLength(64);
    const long = maskedBody({ [`k${'\0'.repeat(3)}`]: 'x', label: `${'x'.repeat(255)}🐴` }, ['label']);
    expect(long).toEqual({ k: MASK, label: `${'x'.repeat(255)}\ufffd` });
    const key = JSON.parse('{ "__proto__": { "polluted": true } }') as object;
    expect(maskedBody(key, [])).toEqual(key && JSON.parse(`{ "__proto__": { "polluted": "${MASK}" } }`));
    expect('polluted' in {}).toBe(false);
  });
});
