import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks in a second, as Linux counts them for every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process and its living descendants have used, in milliseconds (user and system). Linux only. */
export function cpuMs(pid: number): number {
  const tree = processTree(pid);
  return tree.reduce((sum, member) => sum + ownCpuMs(member), 0);
}

function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const fields = Number.isInteger(pid) ? statFields(pid) : undefined;
    if (fields !== undefined) parents.set(pid, Number(fields[1]));
  }
  const tree = [root];
  for (const member of tree) for (const [pid, parent] of parents) if (parent === member) tree.push(pid);
  return tree;
}

function ownCpuMs(pid: number): number {
  const fields = statFields(pid);
  return fields === undefined ? 0 : ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** The fields of /proc/pid/stat from the state on; undefined when the process is gone. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code))) return undefined;
    throw error;
  }
}
