import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks in a second, as Linux counts them for every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process and its living descendants have used, in milliseconds (user and system). Linux only. */
export function cpuMs(pid: number): number {
  return [pid, ...descendantsOf(pid)].reduce((sum, member) => sum + ownCpuMs(member), 0);
}

/**
 * Memory of a process, with its living descendants where wanted, in MiB: the proportional set size, which counts memory that
 * several processes share once. Linux only.
 */
export function memoryMiB(pid: number, { withDescendants }: { withDescendants: boolean }): number {
  const members = withDescendants ? [pid, ...descendantsOf(pid)] : [pid];
  return members.reduce((sum, member) => sum + ownMemoryKiB(member), 0) / 1024;
}

/** The living processes below a process, nearest first. */
export function descendantsOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const fields = Number.isInteger(pid) ? statFields(pid) : undefined;
    if (fields !== undefined) parents.set(pid, Number(fields[1]));
  }
  const tree = [root];
  for (const member of tree) for (const [pid, parent] of parents) if (parent === member) tree.push(pid);
  return tree.slice(1);
}

function ownCpuMs(pid: number): number {
  const fields = statFields(pid);
  return fields === undefined ? 0 : ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** The fields of /proc/pid/stat from the state on; undefined when the process is gone. */
function statFields(pid: number): string[] | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function ownMemoryKiB(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0);
}

/** A file about a process; undefined when the process is gone. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code))) return undefined;
    throw error;
  }
}
