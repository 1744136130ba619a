/**
 * A yardstick: what a team builds first. A call adds a job for its message to BullMQ on Redis, a worker in the same process
 * takes it and calls the official Twilio client; no database, no HTTP in front, no repeats. The message rides in the job. Jobs
 * are added one by one, because each stands for a call of its own that has to be answered once its job is kept; as many at a
 * time as Herald gets. Worker and client have as much concurrency as Herald. Prints one line of JSON.
 * https://docs.bullmq.io/readme-1, https://docs.bullmq.io/guide/workers/concurrency
 */
import { Queue, Worker } from 'bullmq';
import twilio from 'twilio';
import { inClosedLoop } from './closed.loop.js';
import { MESSAGE, measured, yardstickInput } from './yardstick.program.js';

const { url, account, concurrency, redisUrl } = yardstickInput();
const client = twilio(account.sid, account.token, { keepAlive: true, maxSockets: concurrency });
client.api.baseUrl = url;

const connection = { url: redisUrl };
const queue = new Queue<typeof MESSAGE>('messages', {
  connection,
  defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
});
let sent = 0;
let wake = () => {};
const worker = new Worker<typeof MESSAGE>(
  queue.name,
  async (job) => {
    await client.messages.create(job.data);
    sent += 1;
    wake();
  },
  { connection, concurrency },
);

await measured(async (count) => {
  const target = sent + count;
  const drained = new Promise<void>((resolve) => {
    wake = () => {
      if (sent >= target) resolve();
    };
  });
  await inClosedLoop(count, concurrency, async () => {
    await queue.add('message', MESSAGE);
  });
  await drained;
});
await worker.close();
await queue.close();
