import { Injectable } from '@nestjs/common';
import { type App, StatisticsRepository, type StatisticsRow, sqlState } from '#herald/store';
import { InvalidRequestError } from '../engine.errors.js';
import { STATISTICS } from '../engine.limits.js';
import { type StatisticsWish, planStatistics } from './statistics.plan.js';

/** Counts of events, with the time that they are about. */
export interface StatisticsAnswer {
  from: Date;
  to: Date;
  data: StatisticsRow[];
  next: string | null;
}

/** PostgreSQL knows no such time zone. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const INVALID_PARAMETER_VALUE = '22023';

/** Reads the counts of events. */
@Injectable()
export class StatisticsService {
  constructor(private readonly statistics: StatisticsRepository) {}

  /**
   * @throws InvalidRequestError with everything that does not go together
   * @throws InvalidCursorError
   */
  async page(app: App, wish: StatisticsWish): Promise<StatisticsAnswer> {
    const { query, faults } = planStatistics(wish, new Date());
    if (faults.length > 0) throw new InvalidRequestError(faults);
    try {
      const page = await this.statistics.page(app.id, { ...query, limit: STATISTICS.rowsInPage });
      return { from: query.from, to: query.to, ...page };
    } catch (error) {
      if (sqlState(error) !== INVALID_PARAMETER_VALUE) throw error;
      throw new InvalidRequestError([{ path: 'timezone', message: 'is not known to PostgreSQL; name a city near by' }]);
    }
  }
}
