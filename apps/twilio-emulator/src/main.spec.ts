import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { EmulatorEnvironmentError, readEmulatorEnvironment, DEFAULT_OPTIONS } from './emulator.environment.js';
import { control, officialClient, SANDBOX } from './emulator.fixture.js';

const SOURCE = resolve('apps/twilio-emulator/src');

/** The sources as the ES modules that a build makes of them, in a folder of their own. */
function compiled(): string {
  const output = mkdtempSync(join(tmpdir(), 'twilio-emulator-'));
  writeFileSync(join(output, 'package.json'), '{"type":"module"}');
  symlinkSync(resolve('node_modules'), join(output, 'node_modules'));
  for (const name of readdirSync(SOURCE).filter((file) => /(?<!\.spec|\.fixture)\.ts$/.test(file))) {
    const { code } = transformFileSync(join(SOURCE, name), {
      swcrc: false,
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    });
    writeFileSync(join(output, name.replace(/\.ts$/, '.js')), code);
  }
  return output;
}

function readFaulty(): unknown {
  return readEmulatorEnvironment({
    PORT: '99999',
    EMULATOR_ACCOUNTS: 'AC1:canary-token',
    EMULATOR_SENDERS: 'voice:+12025550142',
    EMULATOR_STEP_MS: 'soon',
    EMULATOR_CALLBACKS: 'maybe',
    EMULATOR_LEDGER: 'none',
  });
}

describe('readEmulatorEnvironment', () => {
  it('has a default for everything', () => {
    expect(readEmulatorEnvironment({})).toEqual(DEFAULT_OPTIONS);
  });

  it('reads every variable', () => {
    const account = 'AC00000000000000000000000000000001';
    const options = readEmulatorEnvironment({
      PORT: '0',
      EMULATOR_HOST: '0.0.0.0',
      EMULATOR_ACCOUNTS: `${account}:token:SK1:one, ${account}:token:SK2:two`,
      EMULATOR_SENDERS: `+14155238886,sms:+12025550142,+12025550143@${account}`,
      EMULATOR_STEP_MS: '0',
      EMULATOR_CALLBACKS: 'off',
      EMULATOR_LEDGER: 'count',
    });
    expect(options).toMatchObject({
      port: 0,
      host: '0.0.0.0',
      accounts: [
        {
          sid: account,
          authToken: 'token',
          keys: [
            { sid: 'SK1', secret: 'one' },
            { sid: 'SK2', secret: 'two' },
          ],
        },
      ],
      senders: [
        { number: '+14155238886', channels: ['whatsapp'] },
        { number: '+12025550142', channels: ['sms'] },
        { number: '+12025550143', channels: ['sms', 'whatsapp'], accountSid: account },
      ],
      stepMs: 0,
      callbacks: false,
      ledger: 'count',
    });
  });

  it('names every fault together, and no secret', () => {
    expect(readFaulty).toThrow(EmulatorEnvironmentError);
    for (const name of ['PORT', 'ACCOUNTS', 'SENDERS', 'STEP_MS', 'CALLBACKS', 'LEDGER'])
      expect(readFaulty).toThrow(name);
    expect(readFaulty).not.toThrow('canary-token');
  });
});

describe('main', () => {
  let folder: string;
  let child: ChildProcessByStdio<null, Readable, Readable> | undefined;

  beforeAll(() => {
    folder = compiled();
  });
  afterEach(() => child?.kill('SIGKILL'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['SIGTERM', 'SIGINT'] as const)('tells once where it listens, serves, and exits 0 on %s', async (signal) => {
    child = start({ PORT: '0' });
    const exited = once(child, 'exit');
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    await once(reader, 'line');
    const { listening }: { listening: string } = JSON.parse(lines[0] ?? '');
    expect(listening).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await officialClient(listening).messages.create({ to: 'whatsapp:+12025550143', from: SANDBOX, body: 'Hello' });
    expect(await control(listening, '/ledger/count')).toMatchObject({ total: 1 });
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
    expect(lines).toHaveLength(1);
  });

  it('exits 1 and says why when the environment cannot be used', async () => {
    child = start({ PORT: 'x' });
    const exited = once(child, 'exit');
    const [text] = await once(child.stderr.setEncoding('utf8'), 'data');
    expect(text).toContain('PORT is not a whole number');
    expect(await exited).toEqual([1, null]);
  });

  function start(environment: Record<string, string>): ChildProcessByStdio<null, Readable, Readable> {
    return spawn(process.execPath, [join(folder, 'main.js')], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  }
});
