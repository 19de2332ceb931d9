/** Tells a process from a later one with the same number, so that nothing but our own children is ever ended. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export type ProcessIdentity = { pid: number; startedAt: string };

/** When the process started, in a form that is only ever compared; undefined when there is no such process. */
export function readStartTime(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // A zombie has ended already; field 22 of the whole line is the start in clock ticks since boot.
      return fields[0] === "Z" ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    const started = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { stdio: ["ignore", "pipe", "ignore"] });
    return started.toString().trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The command line of a process, or an empty text. */
export function readCommandLine(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], {
      stdio: ["ignore", "pipe", "ignore"],
    }).toString();
  } catch {
    return "";
  }
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startedAt: readStartTime(pid) ?? "" };
}

/** Whether this very process still runs. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return startedAt !== "" && readStartTime(pid) === startedAt;
}

/** Sends a signal to a process, or to the group that it leads. Returns false when it has gone. */
export function sendSignal(pid: number, signal: NodeJS.Signals, target: "process" | "group"): boolean {
  try {
    process.kill(target === "group" ? -pid : pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
