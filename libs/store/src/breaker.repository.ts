import type { Postgres } from './postgres.client.js';
import type { BreakerState } from './schema.types.js';

/** Whether an integration's vendor answers, as it may be shown. */
export interface IntegrationHealth {
  /** `closed`: all is well; `open`: nothing is sent, deliveries wait; `half_open`: one of them tries. */
  state: BreakerState;
  /** When it opened, or closed, last; null when it never opened. */
  since: Date | null;
  /** The failure that opened it last, or of the last try. */
  lastFailure: { cause: string; at: Date } | null;
  /** When the next delivery tries; null when closed. */
  heldUntil: Date | null;
}

interface BreakerRow {
  integration_id: string;
  state: BreakerState;
  since: Date;
  held_until: Date;
  failure_cause: string;
  failed_at: Date;
}

/**
 * What fails while it is open anyway, because it was under way, neither prolongs nor counts. Jitter over the upper half, so
 * that integrations of one vendor do not try in step.
 */
const OPEN = {
  name: 'open_breaker',
  text: `
    insert into breakers (integration_id, state, since, held_until, openings, failure_cause, failed_at)
    values ($1, 'open', now(), now() + interval '1 ms' * $3::float8 * (0.5 + random() / 2), 1, $2, now())
    on conflict (integration_id) do update
    set state = 'open',
      since = case breakers.state when 'closed' then now() else breakers.since end,
      openings = breakers.openings + case breakers.state when 'open' then 0 else 1 end,
      held_until = case breakers.state
        when 'open' then breakers.held_until
        else now() + interval '1 ms' * (0.5 + random() / 2) * least($4::float8, $3::float8 * 2 ^ least(30, breakers.openings))
      end,
      failure_cause = $2, failed_at = now()`,
};

const CLOSE = {
  name: 'close_breaker',
  text: `
    update breakers set state = 'closed', since = now(), held_until = '-infinity', openings = 0
    where integration_id = $1 and state <> 'closed'`,
};

const TRY_NOW = {
  name: 'try_breaker_now',
  text: `update breakers set held_until = now() where integration_id = $1 and state = 'open'`,
};

const FIND = {
  name: 'breakers_by_ids',
  text: 'select integration_id, state, since, held_until, failure_cause, failed_at from breakers where integration_id = any($1::uuid[])',
};

const COUNT = {
  name: 'count_breakers',
  text: `
    select integrations.provider, coalesce(breakers.state, 'closed') as state, count(*)::int as count
    from integrations left join breakers on breakers.integration_id = integrations.id
    where integrations.enabled
    group by 1, 2`,
};

/** How long nothing is sent before one delivery tries. */
const OPEN_MS = { first: 5_000, longest: 5 * 60_000 } as const;

/** Of an integration whose breaker never opened. */
export const HEALTHY: IntegrationHealth = { state: 'closed', since: null, lastFailure: null, heldUntil: null };

/** The circuit breakers of integrations as all processes see them. */
export class BreakerRepository {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Nothing of the integration is claimed or begun any more, but one delivery now and then that tries. The wait starts at
   * 5 s and doubles with each try that fails, up to 5 min.
   *
   * @param cause of the last failure, as an outcome gives it
   */
  async open(integrationId: string, cause: string): Promise<void> {
    await this.postgres.rows(OPEN, [integrationId, cause, OPEN_MS.first, OPEN_MS.longest]);
  }

  /** The vendor takes messages: everything goes on. */
  async close(integrationId: string): Promise<void> {
    await this.postgres.rows(CLOSE, [integrationId]);
  }

  /** Something was changed that may mend it: the next delivery tries at once. */
  async tryNow(integrationId: string): Promise<void> {
    await this.postgres.rows(TRY_NOW, [integrationId]);
  }

  /** The health of those of these integrations that ever opened; the others are `HEALTHY`. */
  async healthOf(integrationIds: readonly string[]): Promise<ReadonlyMap<string, IntegrationHealth>> {
    const rows = await this.postgres.rows<BreakerRow>(FIND, [integrationIds]);
    return new Map(rows.map((row) => [row.integration_id, toHealth(row)]));
  }

  /** How many integrations of each provider are in each state. */
  async counts(): Promise<{ provider: string; state: BreakerState; count: number }[]> {
    return this.postgres.rows(COUNT, []);
  }
}

function toHealth(row: BreakerRow): IntegrationHealth {
  return {
    state: row.state,
    since: row.since,
    lastFailure: { cause: row.failure_cause, at: row.failed_at },
    heldUntil: row.state === 'closed' ? null : row.held_until,
  };
}
