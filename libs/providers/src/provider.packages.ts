import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChannelProvider } from '#herald/channel-provider';
import { isChannelProvider, missingMembers } from './provider.shape.js';

/** A package of `HERALD_PROVIDERS` that cannot be used. The message says what is wrong with it and what mends it. */
export class ProviderPackageError extends Error {
  override readonly name = 'ProviderPackageError';

  constructor(
    readonly packageName: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`HERALD_PROVIDERS names "${packageName}", ${problem}`, options);
  }
}

/**
 * Makes one provider from each package: its default export is a provider class whose constructor takes nothing.
 *
 * @param names npm packages, as they are installed
 * @param folder whose `node_modules` are looked into first; Herald's own come second
 * @throws {ProviderPackageError} for the first package that cannot be used
 */
export async function loadProviderPackages(
  names: readonly string[],
  folder: string = process.cwd(),
): Promise<ChannelProvider[]> {
  const providers: ChannelProvider[] = [];
  for (const name of names) providers.push(await loadProviderPackage(name, folder));
  return providers;
}

async function loadProviderPackage(name: string, folder: string): Promise<ChannelProvider> {
  const exported = defaultExport(await importPackage(name, folder));
  if (typeof exported !== 'function') {
    throw new ProviderPackageError(
      name,
      'which has no class as its default export: write `export default class …` in it',
    );
  }
  const provider = construct(name, exported as new () => unknown);
  if (!isChannelProvider(provider)) {
    const missing = missingMembers(provider).join(', ');
    throw new ProviderPackageError(name, `whose default export is no provider: it lacks ${missing}`);
  }
  return provider;
}

async function importPackage(name: string, folder: string): Promise<unknown> {
  const specifier = resolveFrom(name, folder);
  try {
    return await import(specifier);
  } catch (cause) {
    if (specifier === name && errorCode(cause) === 'ERR_MODULE_NOT_FOUND' && isAbout(cause, name)) {
      throw notInstalled(name, cause);
    }
    throw new ProviderPackageError(name, 'which fails to load; the cause is attached', { cause });
  }
}

/** The package's file, or its bare name where only `import` itself can find it: a package that has ES modules alone. */
function resolveFrom(name: string, folder: string): string {
  try {
    return pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href;
  } catch (cause) {
    if (errorCode(cause) === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return name;
    if (errorCode(cause) === 'MODULE_NOT_FOUND') throw notInstalled(name, cause);
    throw new ProviderPackageError(name, 'which cannot be found; the cause is attached', { cause });
  }
}

function notInstalled(name: string, cause: unknown): ProviderPackageError {
  const mend = `run \`npm install ${name}\`, or take it out of HERALD_PROVIDERS`;
  return new ProviderPackageError(name, `which is not installed: ${mend}`, { cause });
}

function construct(name: string, ProviderClass: new () => unknown): unknown {
  try {
    return new ProviderClass();
  } catch (cause) {
    const problem = 'whose class cannot be constructed without arguments; the cause is attached';
    throw new ProviderPackageError(name, problem, { cause });
  }
}

/** The default export, also of a package that was compiled to CommonJS. */
function defaultExport(module: unknown): unknown {
  const outer = memberOf(module, 'default');
  return typeof outer === 'object' ? memberOf(outer, 'default') : outer;
}

function memberOf(value: unknown, name: string): unknown {
  return value === null || value === undefined ? undefined : (Object(value) as Record<string, unknown>)[name];
}

function errorCode(error: unknown): unknown {
  return memberOf(error, 'code');
}

function isAbout(error: unknown, name: string): boolean {
  return String(memberOf(error, 'message')).includes(`'${name}'`);
}
