import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Exceptions, MAX_LINES, sourceFaults } from './source.faults.fixture.js';

const EXCEPTIONS: Exceptions = {
  names: {
    'libs/store/src/store.ts': 'the thing that its room is named after',
    'libs/store/testing/src/test-database.ts': 'a thing for tests; its room says the role',
    'libs/store/testing/src/test-store.ts': 'a thing for tests; its room says the role',
    'test/environment/eventually.ts': 'named after the one function that is in it',
  },
  lengths: {
    'apps/twilio-emulator/src/messages.route.spec.ts': 'one route: its refusals stand in one table',
    'apps/twilio-emulator/src/status.callback.spec.ts': 'one subject: the story of a callback, step by step',
  },
  conditionalSpecs: {
    'libs/store/src/embedded/server.containers.spec.ts': 'needs Linux and the right to make namespaces',
    'libs/store/src/embedded/server.user.spec.ts': 'needs Linux and root, who alone can become someone else',
  },
};

const NOT_OURS = new Set(['node_modules', 'dist', 'fixtures']);

/** Made by `npm run generate:api`. */
const GENERATED = new Set(['apps/dashboard/src/api/herald.schema.d.ts']);

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : sourcesBelow(path);
    return /\.tsx?$/.test(entry.name) ? [path.split(sep).join('/')] : [];
  });
}

describe('Source files', () => {
  const paths = ['apps', 'libs', 'test'].flatMap(sourcesBelow).filter((path) => !GENERATED.has(path));

  it('are named for what they are, short, and without what hides faults', () => {
    expect(paths.length).toBeGreaterThan(250);
    expect(paths.flatMap((path) => sourceFaults(path, readFileSync(path, 'utf8'), EXCEPTIONS))).toEqual([]);
  });

  it('that are excepted exist', () => {
    const excepted = Object.values(EXCEPTIONS).flatMap((reasons: object) => Object.keys(reasons));
    expect(excepted.filter((path) => !paths.includes(path))).toEqual([]);
  });
});

describe('sourceFaults', () => {
  const GOOD = 'export const one = 1;\n';
  const exceptions: Exceptions = {
    names: { 'libs/a/src/a.ts': 'x' },
    lengths: { 'libs/a/src/a.story.ts': 'x' },
    conditionalSpecs: { 'libs/a/src/somewhere.spec.ts': 'x' },
  };
  const long = GOOD.repeat(MAX_LINES + 1);

  it.each([
    ['libs/a/src/thing.role.ts', GOOD],
    ['libs/a/src/long-thing.sub-role.spec.ts', GOOD],
    ['libs/a/src/index.ts', `export { one } from './thing.role.js';\n`],
    ['libs/a/testing/src/index.ts', GOOD],
    ['apps/a/src/main.ts', GOOD],
    ['apps/a/src/main.tsx', GOOD],
    ['apps/a/src/thing.view.tsx', 'export const view = () => <b>any</b>;\n'],
    ['libs/a/src/a.ts', GOOD],
    ['libs/a/src/a.story.ts', long],
    ['libs/a/src/thing.role.ts', `export const text = 'TODO: any @ts-ignore'; // says what is left to do: nothing\n`],
    ['libs/a/src/thing.role.ts', `try { risky(); } catch (error) { throw new Error('x', { cause: error }); }\n`],
    ['libs/a/src/somewhere.spec.ts', `const here = can ? describe : describe.skip;\n`],
    ['libs/a/src/thing.role.ts', `const { only } = await import('x'); choice.skip(only);\n`],
  ])('finds nothing in %s: %j', (path, text) => {
    expect(sourceFaults(path, text, exceptions)).toEqual([]);
  });

  it.each([
    ['libs/a/src/thing.ts', GOOD, '1  is not named thing.role.ts'],
    ['libs/a/src/ThingRole.ts', GOOD, '1  is not named thing.role.ts'],
    ['libs/a/src/string.utils.ts', GOOD, '1  has a name that says nothing'],
    ['libs/common/src/thing.role.ts', GOOD, '1  has a name that says nothing'],
    ['libs/a/src/test-helper.fixture.ts', GOOD, '1  has a name that says nothing'],
    ['libs/a/src/rooms/index.ts', GOOD, '1  is a barrel; only a library has an index'],
    ['libs/a/src/main.ts', GOOD, '1  is the entry point of no app'],
    ['apps/a/src/thing/main.tsx', GOOD, '1  is the entry point of no app'],
    ['apps/a/src/Thing.tsx', GOOD, '1  is not named thing.role.ts'],
    ['apps/a/src/thing.view.tsx', `export const view = <b />;\nexport const one = x as any;\n`, '2  says any'],
    ['apps/a/src/thing.view.tsx', `const view = <p>{/* TODO */}</p>;\n`, '1  leaves work for later'],
    ['libs/a/src/thing.role.ts', long, `1  has ${MAX_LINES + 1} lines; divide it`],
    ['libs/a/src/a.story.ts', GOOD, '1  needs no exception for its length any more'],
    ['libs/a/src/index.ts', `export * from './thing.role.js';\n`, '1  exports everything; name what it exports'],
    ['libs/a/src/thing.role.ts', `\nexport const one = x as any;\n`, '2  says any'],
    ['libs/a/src/thing.role.ts', `const url = 'http://x';\n// @ts-ignore\ncall();\n`, '2  switches type checking off'],
    ['libs/a/src/thing.role.ts', `call(); // TODO: later\n`, '1  leaves work for later'],
    ['libs/a/src/thing.role.ts', `call();\n/* oxlint-disable */\n`, '2  switches a lint rule off'],
    ['libs/a/src/thing.role.ts', `try { risky(); } catch {}\n`, '1  swallows an error'],
    ['libs/a/src/thing.role.ts', `try { risky(); } catch { /* gone */ }\n`, '1  swallows an error'],
    ['libs/a/src/thing.spec.ts', `it.only('x', () => {});\n`, '1  holds tests back with .only'],
    ['libs/a/src/somewhere.spec.ts', `it.only('x', () => {});\n`, '1  holds tests back with .only'],
    ['libs/a/src/thing.spec.ts', `const here = can ? describe : describe.skip;\n`, '1  holds tests back with .skip'],
    ['libs/a/src/thing.spec.ts', `describe.skip('x', () => {});\n`, '1  holds tests back with .skip'],
    ['libs/a/src/thing.spec.ts', `test.skip.each([1])('x', () => {});\n`, '1  holds tests back with .skip'],
    ['libs/a/src/thing.spec.ts', `xit('x', () => {});\n`, '1  holds tests back with xit'],
  ])('finds the fault of %s: %.60j', (path, text, fault) => {
    expect(sourceFaults(path, text, exceptions)).toEqual([`${path}:${fault}`]);
  });
});
