import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Environment } from './environment.variables.js';

/** Everything that is wrong with the environment, each line naming a variable and what to set. */
export class EnvironmentError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The environment has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'EnvironmentError';
  }
}

/**
 * Reads the variables that Herald knows and checks them all.
 *
 * @param variables as in `process.env`; an empty value counts as absent
 * @param furtherFaults what the application finds besides, to be told together with the rest
 * @throws EnvironmentError naming every fault at once
 */
export function checkEnvironment(
  variables: Readonly<Record<string, unknown>>,
  furtherFaults: (environment: Environment) => readonly string[] = () => [],
): Environment {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const environment = plainToInstance(Environment, given, { excludeExtraneousValues: true, exposeDefaultValues: true });
  const faults = validateSync(environment, { skipMissingProperties: false, stopAtFirstError: true }).flatMap((error) =>
    Object.values(error.constraints ?? {}),
  );
  faults.push(...dependencyFaults(environment), ...furtherFaults(environment));
  if (faults.length > 0) throw new EnvironmentError(faults);
  return environment;
}

/** Faults that show only when several variables are seen together. */
function dependencyFaults(environment: Environment): string[] {
  const faults: string[] = [];
  const { DATABASE_URL: database, HERALD_ENCRYPTION_KEYS: keys, HERALD_ROLE: role } = environment;
  if (database !== undefined && keys === undefined) {
    faults.push(
      'HERALD_ENCRYPTION_KEYS is required with DATABASE_URL: set it to `1:` followed by 32 random bytes in base64, e.g. from `openssl rand -base64 32`; every process needs the same',
    );
  }
  if (database === undefined && role !== 'all') {
    faults.push(`HERALD_ROLE=${role} needs DATABASE_URL: the embedded PostgreSQL serves one process only`);
  }
  if ((environment.HERALD_API_KEY === undefined) !== (environment.HERALD_API_SECRET === undefined)) {
    faults.push('HERALD_API_KEY and HERALD_API_SECRET come together: set both or neither');
  }
  if (environment.HERALD_ADMIN_PASSWORD !== undefined && environment.HERALD_ADMIN_EMAIL === undefined) {
    faults.push(
      'HERALD_ADMIN_EMAIL is required with HERALD_ADMIN_PASSWORD: the address of the dashboard’s first admin',
    );
  }
  return faults;
}
