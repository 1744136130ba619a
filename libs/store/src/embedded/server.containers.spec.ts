import { spawnSync } from 'node:child_process';
import { Installation } from './installation.fixture.js';

/** As two containers on one volume are: neither sees the other's processes, shared memory, network or host name. */
const APART = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', '--ipc', '--net', '--uts'];
const CONTAINER = [...APART, 'sh', '-c', 'ip link set lo up && hostname "$0" && exec "$@"'];

const canSeparate = process.platform === 'linux' && spawnSync('sh', ['-c', `${APART.join(' ')} ip link`]).status === 0;
const whereSeparable = canSeparate ? describe : describe.skip;

whereSeparable('one data directory in several containers (needs Linux and the right to make namespaces)', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.make('linked', 0o755);
  });

  afterAll(async () => {
    await installation.remove();
  });

  const startIn = (container: string, data: string) => installation.start(data, { behind: [...CONTAINER, container] });

  it('belongs to the first, is refused to the second, and is free again when the first is gone', async () => {
    const data = installation.data('in-turn');
    const first = startIn('container-a', data);
    await first.server();
    expect(await startIn('container-b', data).started()).toEqual({
      fault: 'in_use',
      message: expect.stringMatching(/^another Herald \(pid \d+ on host container-a\) is using /),
    });
    await first.kill();

    const third = startIn('container-c', data);
    expect(await third.server()).toMatchObject({ takenOver: false });
    await third.kill();
  });

  it('lets exactly one win when they start at once', async () => {
    const data = installation.data('at-once');
    const before = startIn('container-z', data);
    await before.server();
    await before.kill();

    const names = ['container-a', 'container-b', 'container-c'];
    const started = await Promise.all(names.map((name) => startIn(name, data).started()));
    expect(started.filter((outcome) => 'postmasterPid' in outcome)).toHaveLength(1);
    expect(started.filter((outcome) => 'fault' in outcome && outcome.fault === 'in_use')).toHaveLength(2);
  });
});
