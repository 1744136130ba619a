import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { HeraldConfigModule, Settings, checkEnvironment } from '#herald/config';
import { EngineModule, NotifyService, ReconcileLimits } from '#herald/engine';
import { ProvidersModule } from '#herald/providers';
import { QueueModule } from '#herald/queue';
import { type App, type DeliveryView, type Store, StoreModule, openStore, connectionOptions } from '#herald/store';
import { TEST_ENCRYPTION_KEYS, type TestDatabase, createTestDatabase } from '#herald/store/testing';
import { Emulator, type LedgerEntry } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';

const TEST_APP = { apiKey: 'reconcile', apiSecret: 'a-secret-for-tests-only' };

/**
 * Herald without HTTP in the process of the spec, so that its reconciliation can be given short times, beside an emulator
 * that sends no callbacks: what Herald knows it has asked for.
 */
export class DeafHerald {
  private constructor(
    readonly emulator: Emulator,
    private readonly database: TestDatabase,
    private readonly store: Store,
    private readonly module: TestingModule,
    private readonly app: App,
  ) {}

  static async start(changes: Partial<ReconcileLimits>): Promise<DeafHerald> {
    const emulator = await Emulator.start({ EMULATOR_CALLBACKS: 'off' });
    const database = await createTestDatabase();
    const variables = {
      DATABASE_URL: database.connectionString,
      HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS,
      HERALD_API_KEY: TEST_APP.apiKey,
      HERALD_API_SECRET: TEST_APP.apiSecret,
      ...emulator.heraldVariables,
    };
    const environment = checkEnvironment(variables);
    const settings = new Settings(environment, variables);
    const store = await openStore(settings, () => undefined);
    const module = await Test.createTestingModule({
      imports: [
        HeraldConfigModule.for(environment, settings),
        StoreModule.for(store),
        QueueModule.for({ redisUrl: undefined, postgres: connectionOptions(store.connectionString) }),
        ProvidersModule.register({ packages: [] }),
        EngineModule.for('all'),
      ],
    })
      .overrideProvider(ReconcileLimits)
      .useValue(new ReconcileLimits(changes))
      .compile();
    Logger.overrideLogger(false);
    await module.init();
    const app = await store.apps.ensure('First app', TEST_APP);
    return new DeafHerald(emulator, database, store, module, app);
  }

  /** Sends a text to a number; gives the request id. */
  async notify(phoneNumber: string, message?: string): Promise<string> {
    return this.notifyAll([{ identifier: phoneNumber, phoneNumber }], message);
  }

  /** Sends a text to all of these; gives the request id. */
  async notifyAll(
    recipients: readonly { identifier: string; phoneNumber: string }[],
    message = 'Your order is on its way.',
  ): Promise<string> {
    const { requestId } = await this.module.get(NotifyService).notify(this.app, {
      content: { message },
      recipients: recipients.map(({ identifier, phoneNumber }) => ({ identifier, profile: { phoneNumber } })),
      data: {},
    });
    return requestId;
  }

  /** The only delivery of a notification, once it is as wanted. */
  async deliveryOnce(requestId: string, isAsWanted: (delivery: DeliveryView) => boolean): Promise<DeliveryView> {
    const [delivery] = await this.deliveriesOnce(
      requestId,
      ([first, ...others]) => first !== undefined && others.length === 0 && isAsWanted(first),
    );
    return delivery as DeliveryView;
  }

  /** The deliveries of a notification, once they are as wanted. */
  async deliveriesOnce(
    requestId: string,
    areAsWanted: (deliveries: DeliveryView[]) => boolean,
  ): Promise<DeliveryView[]> {
    let last: DeliveryView[] = [];
    try {
      return await eventually(`The deliveries of ${requestId} as wanted`, async () => {
        last = (await this.store.notifications.find(this.app.id, requestId))?.deliveries ?? [];
        return areAsWanted(last) ? last : undefined;
      });
    } catch (error) {
      throw new Error(`They stayed as ${JSON.stringify(last, undefined, 2)}`, { cause: error });
    }
  }

  /** What the emulator accepted for this number. */
  async acceptedFor(phoneNumber: string): Promise<LedgerEntry[]> {
    return (await this.emulator.ledger()).filter(({ to }) => to === `whatsapp:${phoneNumber}`);
  }

  /** Lets requests to a number end badly. */
  async harm(phoneNumber: string, fault: string, times = 1): Promise<void> {
    await this.emulator.control('POST', 'faults', { fault, times, match: { to: `whatsapp:${phoneNumber}` } });
  }

  async stop(): Promise<void> {
    await this.module.close();
    await this.store.close();
    await this.database.drop();
    await this.emulator.stop();
  }
}
