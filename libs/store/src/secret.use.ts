import type { Postgres } from './postgres.client.js';

const NOTE_EVERY_MS = 60_000;

const NOTE = {
  name: 'note_secret_use',
  text: `update app_secrets set last_used_at = now()
    where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
};

/** Notes when secrets are used, to the minute, so that a call costs no write. */
export class SecretUse {
  readonly #notedAtMs = new Map<string, number>();

  constructor(private readonly postgres: Postgres) {}

  /** Returns at once; what cannot be written now is written with a later use. */
  note(id: string): void {
    const nowMs = performance.now();
    const lastMs = this.#notedAtMs.get(id);
    if (lastMs !== undefined && nowMs - lastMs < NOTE_EVERY_MS) return;
    this.#notedAtMs.set(id, nowMs);
    this.postgres.rows(NOTE, [id]).catch(() => this.#notedAtMs.delete(id));
  }
}
