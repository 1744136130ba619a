import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_ENCRYPTION_KEYS, createTestDatabase } from '#herald/store/testing';
import { Emulator } from '../environment/emulator.process.js';
import { Herald } from '../environment/herald.process.js';

/** A store that outlives the servers that are killed on it. */
interface Place {
  variables: Record<string, string>;
  remove(): Promise<void>;
}

/** Where a Herald may keep what it acknowledged. */
export const PLACES = {
  'PostgreSQL at DATABASE_URL': async (): Promise<Place> => {
    const database = await createTestDatabase();
    const variables = { DATABASE_URL: database.connectionString, HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS };
    return { variables, remove: () => database.drop() };
  },
  'the embedded store': async (): Promise<Place> => {
    const directory = await mkdtemp(join(tmpdir(), 'herald-crash-'));
    return { variables: { HERALD_DATA_DIR: directory }, remove: () => rm(directory, { recursive: true }) };
  },
};

/** A Herald that dies and comes back on the same store, with an emulator of its own that reports nothing by itself. */
export class MortalHerald {
  private constructor(
    readonly emulator: Emulator,
    private readonly place: Place,
    private life: Herald,
  ) {}

  static async start(makePlace: () => Promise<Place>): Promise<MortalHerald> {
    const [emulator, place] = await Promise.all([Emulator.start({ EMULATOR_CALLBACKS: 'off' }), makePlace()]);
    const herald = await Herald.start({ ...place.variables, ...emulator.heraldVariables });
    return new MortalHerald(emulator, place, herald);
  }

  /** The server of this moment. */
  get herald(): Herald {
    return this.life;
  }

  /** Ends the server without giving it a chance to do anything about it. */
  async kill(): Promise<void> {
    await this.life.child.end('SIGKILL');
  }

  async startAgain(): Promise<void> {
    this.life = await this.life.startAgain();
  }

  /** Sends a text to a number; gives the request id that acknowledged it. */
  notify(number: string, message: string): Promise<string> {
    return this.life.notify({ notification: { message }, recipients: [{ identifier: number, phoneNumber: number }] });
  }

  /** How often each text arrived at the emulator. */
  async arrivals(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { params } of await this.emulator.ledger()) {
      const message = String(params['Body']);
      counts.set(message, (counts.get(message) ?? 0) + 1);
    }
    return counts;
  }

  async stop(): Promise<void> {
    await this.life.child.end();
    await this.place.remove();
    await this.emulator.stop();
  }
}
