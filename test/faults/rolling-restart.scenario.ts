import type { FaultNode } from './fault.node.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';
import { LoadBalancer } from './load.balancer.js';

const SETTLED_WITHIN_MS = 180_000;
const CALLERS_OF_EACH_KIND = 4;
/** Twenty times what passes between two probes. */
const DRAIN_MS = 2_000;
/** Half of what Herald gives the vendor. */
const SERVED_WITHIN_MS = 5_000;

/** Row 7: two servers and two workers are restarted one after the other under load. */
export const ROLLING_RESTARTS: FaultScenario = {
  id: '7',
  name: 'rolling restart of two servers and two workers under load, before the servers what heeds /readyz',
  places: ['PostgreSQL + Redis'],
  isShort: true,
  company: 'measured',
  run: restartInTurn,
};

async function restartInTurn(context: FaultContext): Promise<FaultFigures> {
  const herald = { HERALD_DRAIN_MS: String(DRAIN_MS) };
  const stand = await FaultStand.open(context, `Row 7 on ${context.place}`, { servers: 2, workers: 2, herald });
  const balancer = new LoadBalancer(stand.servers, stand.load);
  try {
    await stand.startAll();
    const calling = balancer.callUntilEnded(CALLERS_OF_EACH_KIND);
    const codes: (number | null)[] = [];
    for (let run = 1; run <= context.runs; run += 1) {
      const inTurn = [stand.servers, stand.workers].map((nodes) => restartEach(nodes, stand));
      codes.push(...(await Promise.all(inTurn)).flat());
    }
    balancer.end();
    await calling;
    await stand.untilSettled(SETTLED_WITHIN_MS);
    const figures = await stand.figures(codes.length);
    const { calls, failures } = balancer;
    const failed = codes.filter((code) => code !== 0).length;
    const unknown = await stand.unknownThoughServed(SERVED_WITHIN_MS);
    const broken = [
      ...(failures.length > 0 ? [`${failures.length} calls failed, such as ${failures[0]}`] : []),
      ...(failed > 0 ? [`${failed} processes did not exit 0`] : []),
      ...(unknown.length > 0 ? [`${unknown.length} outcomes became unknown, such as of “${unknown[0]}”`] : []),
    ];
    const evidence = { ...figures.evidence, failures };
    return { ...figures, broken, evidence, notes: { calls, failed: failures.length } };
  } finally {
    balancer.end();
    await stand.stop();
  }
}

/** One after the other, each when the one before is ready again; gives the exit codes. */
async function restartEach(nodes: readonly FaultNode[], stand: FaultStand): Promise<(number | null)[]> {
  const codes: (number | null)[] = [];
  for (const node of nodes) {
    stand.strike();
    codes.push(await node.stop());
    await node.start();
  }
  return codes;
}
