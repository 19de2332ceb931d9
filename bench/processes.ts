/** Owns what the operating system says of the product's processes: memory and processor time, read from /proc. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Clock ticks a second on every Linux that Node runs on. */
const ticksPerSecond = 100;

type Sample = { pid: number; parent: number; cpuSeconds: number; reapedSeconds: number };

/** Processor seconds used so far by each part of the product, with everything its process has started. */
export function readCpuSeconds(dataDir: string): Record<string, number> {
  const { pids } = JSON.parse(readFileSync(path.join(dataDir, "stack.json"), "utf8")) as {
    pids: Record<string, number>;
  };
  const samples = listProcesses();
  const named = new Set(Object.values(pids));
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => [
      name,
      listTree(samples, pid, named).reduce((sum, sample) => sum + sample.cpuSeconds, 0),
    ]),
  );
}

/** Processor seconds used so far by one process and everything it has started, also by what of it has ended. */
export function readTreeCpuSeconds(rootPid: number): number {
  const tree = listTree(listProcesses(), rootPid, new Set());
  return tree.reduce((sum, sample) => sum + sample.cpuSeconds + sample.reapedSeconds, 0);
}

/** What the whole product takes of one core while nobody asks it for anything, in per cent, watched for so long. */
export async function measureIdleCpu(dataDir: string, seconds = 30): Promise<number> {
  const sum = () => Object.values(readCpuSeconds(dataDir)).reduce((all, value) => all + value, 0);
  const before = sum();
  const startedAt = performance.now();
  await new Promise(resolve => setTimeout(resolve, seconds * 1000));
  return ((sum() - before) / ((performance.now() - startedAt) / 1000)) * 100;
}

/** Memory of the whole product in MB: proportional set size, so that what processes share counts once. */
export function readMemoryMb(rootPid: number): number {
  const bytes = listTree(listProcesses(), rootPid, new Set()).map(({ pid }) => readPssKb(pid) * 1024);
  return bytes.reduce((sum, value) => sum + value, 0) / 1_000_000;
}

function listTree(samples: Sample[], root: number, others: Set<number>): Sample[] {
  const tree = samples.filter(sample => sample.pid === root);
  for (const sample of tree) {
    tree.push(...samples.filter(candidate => candidate.parent === sample.pid && !others.has(candidate.pid)));
  }
  return tree;
}

function listProcesses(): Sample[] {
  return readdirSync("/proc")
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      const file = `/proc/${name}/stat`;
      if (!existsSync(file)) return [];
      try {
        const text = readFileSync(file, "utf8");
        const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
        const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
        const reapedSeconds = (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
        return [{ pid: Number(name), parent: Number(fields[1]), cpuSeconds, reapedSeconds }];
      } catch {
        // It ended between the listing and the reading.
        return [];
      }
    });
}

function readPssKb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
