import { randomBytes } from 'node:crypto';
import { OverloadedError } from '#herald/store';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';

/** What a hash costs. */
export interface PasswordCost {
  memoryKiB: number;
  passes: number;
  lanes: number;
}

/** The second recommended choice of RFC 9106, section 4: https://www.rfc-editor.org/rfc/rfc9106#section-4 */
const COST: PasswordCost = { memoryKiB: 64 * 1024, passes: 3, lanes: 4 };

/** Each takes its memory and a thread of the pool that lookups of names and files share. */
const AT_A_TIME = 2;
const WAITING = 32;

/** Hashes and checks passwords with argon2id, a few at a time. */
@Injectable()
export class PasswordHasher {
  readonly #cost: PasswordCost = COST;
  readonly #bulkhead = bulkhead(AT_A_TIME, WAITING);
  readonly #nobodys = nobodysHash(this.#cost);

  /**
   * The hash to keep of a password, as PHC text.
   *
   * @throws OverloadedError when too many wait
   */
  hash(password: string): Promise<string> {
    const { memoryKiB: memoryCost, passes: timeCost, lanes: parallelism } = this.#cost;
    return this.#inTurn(() => hash(normalized(password), { memoryCost, timeCost, parallelism }));
  }

  /**
   * Whether this is the password of the hash. Takes as long where there is no hash, so that nobody learns who exists.
   *
   * @throws OverloadedError when too many wait
   */
  async matches(password: string, passwordHash: string | null): Promise<boolean> {
    const isRight = await this.#inTurn(() => verify(passwordHash ?? this.#nobodys, normalized(password)));
    return isRight && passwordHash !== null;
  }

  /** Whether the hash was made at another cost than hashes are made now. */
  isOutdated(passwordHash: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(passwordHash);
    const { memoryKiB, passes, lanes } = this.#cost;
    return memoryCost !== memoryKiB || timeCost !== passes || parallelism !== lanes;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.#bulkhead.execute(work);
    } catch (error) {
      if (error instanceof BulkheadRejectedError) throw new OverloadedError('Too many passwords are being checked');
      throw error;
    }
  }
}

/** One password typed on two keyboards is one password: NIST SP 800-63B, 3.1.1.2. */
function normalized(password: string): string {
  return password.normalize('NFKC');
}

/** A hash that nothing is known to match, in the time that a real one takes. */
function nobodysHash({ memoryKiB, passes, lanes }: PasswordCost): string {
  const [salt, output] = [16, 32].map((bytes) => randomBytes(bytes).toString('base64').replaceAll('=', ''));
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${salt}$${output}`;
}
