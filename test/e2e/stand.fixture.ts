import pg from 'pg';
import { untilFeedShows } from '#herald/store/testing';
import { Emulator, type LedgerEntry } from '../environment/emulator.process.js';
import { Herald, type NotificationAnswer } from '../environment/herald.process.js';

/** One delivery, as `GET /v3/notifications/:requestId` shows it. */
export type DeliveryAnswer = NotificationAnswer['deliveries'][number];

/** Tables that requests and callbacks write. */
const WRITTEN_TABLES = [
  'users',
  'integrations',
  'notifications',
  'deliveries',
  'attempts',
  'events',
  'callbacks',
  'inbound_messages',
] as const;

/** What a spec file stands on: an emulator, a Herald that sends through it, and a look into Herald's database. */
export class Stand {
  private constructor(
    readonly emulator: Emulator,
    readonly herald: Herald,
    private readonly database: pg.Client,
    private readonly stopHerald: () => Promise<void>,
  ) {}

  /** @param variables of Herald's environment, over those that switch `twilio_whatsapp` on at the emulator */
  static async start(variables: Readonly<Record<string, string>> = {}): Promise<Stand> {
    const emulator = await Emulator.start();
    try {
      const { herald, stop } = await Herald.startOnTestDatabase({ ...emulator.heraldVariables, ...variables });
      const database = new pg.Client({ connectionString: herald.variables['DATABASE_URL'] });
      await database.connect();
      return new Stand(emulator, herald, database, stop);
    } catch (error) {
      await emulator.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.database.end();
    await this.stopHerald();
    await this.emulator.stop();
  }

  /** Sends to one user, who comes inline with this number; `more` is laid over the request. Gives the request id. */
  notifyOne(phoneNumber: string, more: object = {}): Promise<string> {
    return this.herald.notify({
      notification: { title: 'Order 7', message: 'Order 7 is on its way.' },
      recipients: [{ identifier: `user-${phoneNumber}`, phoneNumber }],
      ...more,
    });
  }

  /** The only delivery of a notification, once it is as wanted. */
  async deliveryOnce(
    requestId: string,
    isAsWanted: (delivery: DeliveryAnswer) => boolean,
    withinMs?: number,
  ): Promise<DeliveryAnswer> {
    const { deliveries } = await this.herald.notificationOnce(
      requestId,
      ({ deliveries: [delivery, ...others] }) => delivery !== undefined && others.length === 0 && isAsWanted(delivery),
      withinMs,
    );
    return deliveries[0] as DeliveryAnswer;
  }

  /** The only delivery of a notification, once it has this status. */
  deliveryAs(requestId: string, status: DeliveryAnswer['status'], withinMs?: number): Promise<DeliveryAnswer> {
    return this.deliveryOnce(requestId, (delivery) => delivery.status === status, withinMs);
  }

  /** What the emulator accepted for this number on WhatsApp. */
  async acceptedFor(phoneNumber: string): Promise<LedgerEntry[]> {
    return (await this.emulator.ledger()).filter(({ to }) => to === `whatsapp:${phoneNumber}`);
  }

  /** Waits until the emulator has no status and no callback under way. */
  async settled(): Promise<void> {
    await this.emulator.control('GET', 'settled?timeoutMs=30000');
  }

  /** Waits until the event feed, its export and the stream show what is committed by now. */
  feedShows(): Promise<void> {
    return untilFeedShows(this.database);
  }

  /** Makes what was to be sent later due now. */
  async makeDue(requestId: string): Promise<void> {
    await this.database.query('update deliveries set due_at = now() where notification_id = $1', [requestId]);
    await this.database.query('notify herald_due');
  }

  /** Rows of Herald's database. */
  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>(text, values)).rows;
  }

  /** Number of rows in each table that requests and callbacks write. */
  async rowCounts(): Promise<Record<string, number>> {
    const counts = WRITTEN_TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`);
    const [row] = await this.rows<Record<string, number>>(`select ${counts.join(', ')}`);
    return row ?? {};
  }

  /** Every value of every table, the queue's too, as text; bytes as the characters of their values. */
  async everythingKept(): Promise<string> {
    const tables = await this.rows<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const kept: string[] = [];
    for (const { name } of tables) {
      const rows = await this.rows(`select * from ${name}`);
      const cells = rows.flatMap((row) => Object.values(row) as unknown[]);
      kept.push(...cells.map((cell) => (Buffer.isBuffer(cell) ? cell.toString('latin1') : JSON.stringify(cell))));
    }
    return kept.join('\n');
  }
}
