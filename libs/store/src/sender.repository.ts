import type { Postgres } from './postgres.client.js';
import { type SendSlot, slotOf } from './sender.pace.js';

const TAKE_SLOT = { name: 'take_slot', text: 'select take_slot($1) as slot_in_ms' };

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

/** How long a vendor's wish to slow down is taken to mean where it gives no time. */
const HOLD_MS = { first: 1_000, longest: 60_000, forgottenAfter: 60_000 } as const;

/** Senders at their vendors: whose turn it is, and who has to wait. */
export class SenderRepository {
  constructor(private readonly postgres: Postgres) {}

  /** The sender's next slot, for a message that could not leave in its own. */
  async takeSlot(senderId: string): Promise<SendSlot> {
    const askedAtMs = performance.now();
    const [row] = await this.postgres.rows<{ slot_in_ms: number }>(TAKE_SLOT, [senderId]);
    const slot = slotOf(row?.slot_in_ms ?? null, askedAtMs, performance.now());
    if (slot === null) throw new Error('There is no such sender');
    return slot;
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
    const { rows } = await this.postgres.pool.query<{ count: number }>(
      'select count(*)::int as count from senders where held_until > now()',
    );
    return rows[0]?.count ?? 0;
  }
}
