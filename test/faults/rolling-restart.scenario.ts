import type { FaultNode } from './fault.node.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';
import { RefusalClient } from './refusal.client.js';

const SETTLED_WITHIN_MS = 180_000;
const CALLERS = 8;

/** Row 7: two servers and two workers are restarted one after the other under load. */
export const ROLLING_RESTARTS: FaultScenario = {
  id: '7',
  name: 'rolling restart of two servers and two workers under load; the client turns to the other server only when refused',
  places: ['PostgreSQL + Redis'],
  isShort: true,
  run: restartInTurn,
};

async function restartInTurn(context: FaultContext): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row 7 on ${context.place}`, { servers: 2, workers: 2 });
  const client = new RefusalClient(stand.servers, stand.load);
  try {
    await stand.startAll();
    const calling = client.callUntilEnded(CALLERS);
    const codes: (number | null)[] = [];
    for (let run = 1; run <= context.runs; run += 1) {
      for (const node of stand.nodes) codes.push(await restart(node, stand));
    }
    client.end();
    await calling;
    await stand.untilSettled(SETTLED_WITHIN_MS);
    const figures = await stand.figures(codes.length);
    const failed = codes.filter((code) => code !== 0).length;
    const broken = [
      ...(client.failures.length > 0 ? [`${client.failures.length} calls failed, such as ${client.failures[0]}`] : []),
      ...(failed > 0 ? [`${failed} processes did not exit 0`] : []),
    ];
    return {
      ...figures,
      broken,
      notes: { calls: client.calls, refused: client.refusals, failed: client.failures.length },
    };
  } finally {
    client.end();
    await stand.stop();
  }
}

async function restart(node: FaultNode, stand: FaultStand): Promise<number | null> {
  stand.strike();
  const code = await node.stop();
  await node.start();
  return code;
}
