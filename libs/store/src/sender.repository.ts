import type { Postgres } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import { PACE, type SendSlot, slotOf } from './sender.pace.js';
import { Batcher } from './statement.batch.js';

const TAKE_SLOTS = { name: 'take_slots', text: 'select sender_id, slot_in_ms from take_slots($1, $2)' };

/**
 * A hold that comes while another lasts is the same news told twice and makes it no longer; one that comes soon after
 * another is the next step.
 */
const HOLD = {
  name: 'hold_sender',
  text: `
    with stepped as (
      select id, held_until, case
          when held_until > now() then greatest(1, holds)
          when held_until > now() - $5::float8 * interval '1 ms' then holds + 1
          else 1
        end as step
      from senders where id = $1
      for update
    )
    update senders
    set holds = stepped.step, held_until = greatest(senders.held_until, now() + interval '1 ms' *
      coalesce($2::float8, least($4::float8, $3::float8 * 2 ^ least(30, stepped.step - 1))))
    from stepped
    where senders.id = stepped.id`,
};

const COUNT_HELD = {
  name: 'count_held_senders',
  text: 'select count(*)::int as count from senders where held_until > now()',
};

/** How long a vendor's wish to slow down is taken to mean where it gives no time. */
const HOLD_MS = { first: 1_000, longest: 60_000, forgottenAfter: 60_000 } as const;

/** Senders at their vendors: whose turn it is, and who has to wait. */
export class SenderRepository {
  readonly #slots: Batcher<string, SendSlot | undefined>;

  constructor(private readonly postgres: Postgres) {
    this.#slots = new Batcher((senderIds) => this.#takeSlots(senderIds), isRowFault);
  }

  /** Another slot of the sender, for a message that could not leave in its own. */
  async takeSlot(senderId: string): Promise<SendSlot> {
    const slot = await this.#slots.add(senderId);
    if (slot === undefined) throw new Error('There is no such sender');
    return slot;
  }

  async #takeSlots(senderIds: string[]): Promise<(SendSlot | undefined)[]> {
    const askedAtMs = performance.now();
    const rows = await this.postgres.rows<{ sender_id: string; slot_in_ms: number }>(TAKE_SLOTS, [
      senderIds,
      PACE.leadMs,
    ]);
    const answeredAtMs = performance.now();
    const bySender = new Map<string, SendSlot[]>();
    for (const { sender_id: id, slot_in_ms: inMs } of rows) {
      bySender.set(id, [...(bySender.get(id) ?? []), slotOf(inMs, askedAtMs, answeredAtMs)]);
    }
    return senderIds.map((id) => bySender.get(id)?.shift());
  }

  /**
   * Holds the sender back: nothing of it is claimed or begun meanwhile, by anyone.
   *
   * @param forMs as the vendor asked; undefined: a second, and twice as long each time that it does not help, up to a minute
   */
  async hold(senderId: string, forMs: number | undefined): Promise<void> {
    await this.postgres.rows(HOLD, [senderId, forMs ?? null, HOLD_MS.first, HOLD_MS.longest, HOLD_MS.forgottenAfter]);
  }

  /** How many senders are held back now. */
  async countHeld(): Promise<number> {
    const [row] = await this.postgres.rows<{ count: number }>(COUNT_HELD, []);
    return row?.count ?? 0;
  }
}
