import { basename, dirname } from 'node:path';
import ts from 'typescript';

/** A file is about 250 lines at most; this is where “about” ends. */
export const MAX_LINES = 275;

const ROLE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+\.tsx?$/;
const VAGUE_NAME = /(^|[./-])(utils?|commons?|helpers?|misc)([./-]|$)/;
const INDEX = /^libs\/[^/]+\/(testing\/)?src\/index\.ts$/;
const MAIN = new Set(['main.ts', 'main.tsx']);
const TEST_NAMES = new Set(['it', 'test', 'describe']);
const TEST_MODIFIERS = new Set(['only', 'skip', 'todo', 'failing']);
const COMMENT_FAULTS: readonly [RegExp, string][] = [
  [/\b(TODO|FIXME|XXX|HACK)\b/, 'leaves work for later'],
  [/@ts-(ignore|expect-error|nocheck)\b/, 'switches type checking off'],
  [/\b(oxlint|eslint)-disable/, 'switches a lint rule off'],
];

/** What may stay as it is, each with its reason. */
export interface Exceptions {
  /** Files whose name is not `thing.role.ts`. */
  names: Readonly<Record<string, string>>;
  /** Files of more than `MAX_LINES` lines. */
  lengths: Readonly<Record<string, string>>;
  /** Specs that run only where the machine can do what they need. */
  conditionalSpecs: Readonly<Record<string, string>>;
}

/**
 * What a source file does that this project does not do: as `file:line  what`.
 *
 * @param path from the root of the project, with slashes
 */
export function sourceFaults(path: string, text: string, exceptions: Exceptions): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const at = (position: number, what: string) =>
    `${path}:${file.getLineAndCharacterOfPosition(position).line + 1}  ${what}`;
  return [
    ...nameFaults(path, exceptions).map((what) => `${path}:1  ${what}`),
    ...lengthFaults(path, text, exceptions).map((what) => `${path}:1  ${what}`),
    ...commentFaults(file).map(([position, what]) => at(position, what)),
    ...syntaxFaults(file)
      .filter(([, what]) => !(path in exceptions.conditionalSpecs && what === heldBackBy('skip')))
      .map(([position, what]) => at(position, what)),
  ];
}

type Found = [position: number, what: string];

function nameFaults(path: string, { names }: Exceptions): string[] {
  const name = basename(path);
  const faults: string[] = [];
  if (VAGUE_NAME.test(path)) faults.push('has a name that says nothing');
  if (name === 'index.ts' && !INDEX.test(path)) faults.push('is a barrel; only a library has an index');
  if (MAIN.has(name) && !/^apps\/[^/]+\/src$/.test(dirname(path))) faults.push('is the entry point of no app');
  const isNamed = ROLE_NAME.test(name) || name === 'index.ts' || MAIN.has(name) || path in names;
  if (!isNamed) faults.push('is not named thing.role.ts');
  if (ROLE_NAME.test(name) && path in names) faults.push('needs no exception for its name any more');
  return faults;
}

function lengthFaults(path: string, text: string, { lengths }: Exceptions): string[] {
  const lineCount = text.trimEnd().split('\n').length;
  const isListed = path in lengths;
  if (lineCount > MAX_LINES && !isListed) return [`has ${lineCount} lines; divide it`];
  return lineCount <= MAX_LINES && isListed ? ['needs no exception for its length any more'] : [];
}

/** Each comment once: the scanner alone cannot tell a regular expression from a comment, the parser's tokens can. */
function commentFaults(file: ts.SourceFile): Found[] {
  const comments = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file);
    children.forEach(visit);
    if (children.length > 0) return;
    const ranges = [
      ...(ts.getLeadingCommentRanges(file.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(file.text, node.getEnd()) ?? []),
    ];
    for (const { pos, end } of ranges) comments.set(pos, file.text.slice(pos, end));
  };
  visit(file);
  return [...comments].flatMap(([position, comment]) =>
    COMMENT_FAULTS.filter(([pattern]) => pattern.test(comment)).map(([, what]): Found => [position, what]),
  );
}

function syntaxFaults(file: ts.SourceFile): Found[] {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    const what = syntaxFault(node);
    if (what !== undefined) found.push([node.getStart(file), what]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function syntaxFault(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'says any';
  if (ts.isCatchClause(node) && node.block.statements.length === 0) return 'swallows an error';
  if (ts.isExportDeclaration(node) && node.exportClause === undefined)
    return 'exports everything; name what it exports';
  if (ts.isPropertyAccessExpression(node) && TEST_MODIFIERS.has(node.name.text) && isTest(node.expression)) {
    return heldBackBy(node.name.text);
  }
  return ts.isIdentifier(node) && /^(xit|xtest|xdescribe|fit|fdescribe)$/.test(node.text)
    ? `holds tests back with ${node.text}`
    : undefined;
}

function heldBackBy(modifier: string): string {
  return `holds tests back with .${modifier}`;
}

function isTest(expression: ts.Expression): boolean {
  return ts.isIdentifier(expression) && TEST_NAMES.has(expression.text);
}
