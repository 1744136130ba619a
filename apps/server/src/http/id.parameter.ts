import { NotFoundError } from '#herald/engine';
import type { PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';

/** An id in the path. Text that cannot be an id names nothing, which is the same answer as for an unknown id. */
export class IdParameter implements PipeTransform<string, string> {
  /** @param what the id names, as in “This notification does not exist” */
  constructor(private readonly what: string) {}

  transform(id: string): string {
    if (!isUUID(id)) throw new NotFoundError(this.what);
    return id;
  }
}
