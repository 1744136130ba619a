import { join } from 'node:path';
import { describeChannelProvider } from '#herald/channel-provider/testing';
import type { SendContext } from '#herald/channel-provider';
import { fakeSignature } from './fake.callback.js';
import type { FakeConfig } from './fake.manifest.js';
import { FakeProvider } from './fake.provider.js';

describeChannelProvider('fake', {
  create: () => new FakeProvider(),
  config: (_endpoint, account, canary) => ({ FAKE_ACCOUNT: `account-${account}`, FAKE_SECRET: `secret-${canary}` }),
  fixtures: join(__dirname, 'fixtures'),
  wire: { kind: 'none', reason: 'it has no vendor and opens no connection' },
  signCallback: (callback, config) => ({
    ...callback,
    headers: { ...callback.headers, 'x-fake-signature': fakeSignature(callback, config.FAKE_SECRET) },
  }),
});

describe('the knobs of the fake provider', () => {
  const provider = new FakeProvider();
  const send = (knobs: Partial<FakeConfig>, timeoutMs = 1_000) => {
    const config: FakeConfig = { FAKE_ACCOUNT: 'demo', FAKE_SECRET: 'secret', ...knobs };
    const context: SendContext<FakeConfig> = { config, deliveryId: 'd-7', attempt: 2, timeoutMs };
    return provider.send({ to: 'ada', text: 'Hello' }, context);
  };

  it('accepts by default, with an id made from delivery and attempt', async () => {
    expect(await send({})).toEqual({
      kind: 'accepted',
      providerMessageId: 'fake-d-7-2',
      providerStatus: 'queued',
    });
  });

  it('asks to be tried again after the configured pause', async () => {
    expect(await send({ FAKE_OUTCOME: 'retry', FAKE_RETRY_AFTER_MS: 1500 })).toMatchObject({
      kind: 'retry',
      cause: 'busy',
      retryAfterMs: 1500,
    });
    expect(await send({ FAKE_OUTCOME: 'retry' })).not.toHaveProperty('retryAfterMs');
  });

  it('rejects with the configured reason', async () => {
    expect(await send({ FAKE_OUTCOME: 'rejected', FAKE_REASON: 'recipient_opted_out' })).toMatchObject({
      kind: 'rejected',
      reason: { code: 'recipient_opted_out', providerCode: 'fake' },
    });
    expect(await send({ FAKE_OUTCOME: 'rejected' })).toMatchObject({ reason: { code: 'request_invalid' } });
  });

  it('leaves the outcome unknown when told to, and when it takes longer than the timeout', async () => {
    expect(await send({ FAKE_OUTCOME: 'unknown' })).toMatchObject({ kind: 'unknown', cause: 'server_error' });
    expect(await send({ FAKE_LATENCY_MS: 60_000 }, 20)).toMatchObject({ kind: 'unknown', cause: 'timeout' });
  });

  it('takes as long as it is told to', async () => {
    const startedAt = performance.now();
    await send({ FAKE_LATENCY_MS: 60 });
    expect(performance.now() - startedAt).toBeGreaterThan(50);
  });

  it('warns in its check when attempts will not be accepted', async () => {
    const config = { FAKE_ACCOUNT: 'demo', FAKE_SECRET: 'secret' };
    expect(await provider.check(config)).toEqual({ usable: true, accountName: 'demo', findings: [] });
    const report = await provider.check({ ...config, FAKE_OUTCOME: 'retry' });
    expect(report.findings).toEqual([expect.objectContaining({ severity: 'warning', field: 'FAKE_OUTCOME' })]);
  });

  it('refuses an override of the callback address', () => {
    expect(provider.overrideFaults({ config: {}, fields: { CallbackUrl: 'https://elsewhere.example' } })).toEqual([
      { path: 'CallbackUrl', message: expect.stringContaining('cannot be replaced') },
    ]);
  });
});
