import { Injectable } from '@nestjs/common';
import { OverloadedError } from '#herald/store';

/** Exports that one process writes at the same time. */
const EXPORTS_AT_ONCE = 8;

/** Keeps exports from taking all of the store's connections. */
@Injectable()
export class ExportAdmission {
  #underWay = 0;

  /**
   * @param left is aborted when the export is over, however it ended
   * @throws OverloadedError when too many are under way
   */
  admit(left: AbortSignal): void {
    if (this.#underWay >= EXPORTS_AT_ONCE) throw new OverloadedError('Too many exports are under way');
    if (left.aborted) return;
    this.#underWay += 1;
    left.addEventListener('abort', () => (this.#underWay -= 1), { once: true });
  }
}
