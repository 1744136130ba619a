/** What a yardstick's program is given, as JSON in its only argument. */
export interface YardstickInput {
  /** Of the emulator. */
  url: string;
  account: { sid: string; token: string };
  redisUrl: string;
  count: number;
  /** Messages before what is measured. */
  warmUp: number;
  concurrency: number;
}

/** What it prints. */
export interface YardstickFigures {
  perSecond: number;
  /** Of its own process. */
  cpuMsPerMessage: number;
}

/** The message that every yardstick sends: the one that Herald sends. */
export const MESSAGE = {
  to: 'whatsapp:+12025550142',
  from: 'whatsapp:+14155238886',
  body: 'Your order is on its way',
  statusCallback: 'http://127.0.0.1:9/api/v1/apps/bench/webhook/twilio_whatsapp?delivery=0#rc=5&rp=5xx,ct,rt',
};

export function yardstickInput(): YardstickInput {
  return JSON.parse(process.argv[2] ?? '{}') as YardstickInput;
}

/** Warms up, runs, and prints the figures. */
export async function measured(run: (count: number) => Promise<void>): Promise<void> {
  const { count, warmUp } = yardstickInput();
  await run(warmUp);
  const beganAtMs = performance.now();
  const cpuBefore = process.cpuUsage();
  await run(count);
  const cpu = process.cpuUsage(cpuBefore);
  const figures: YardstickFigures = {
    perSecond: (count * 1000) / (performance.now() - beganAtMs),
    cpuMsPerMessage: (cpu.user + cpu.system) / 1000 / count,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
