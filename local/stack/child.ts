/** One supervised process: started in its own group, logged, restarted with a short backoff, stopped in good order. */
import { type ChildProcess, spawn } from "node:child_process";
import type { LogFile } from "./log-file.ts";
import { sendSignal } from "./process-identity.ts";
import { WATCH_SETTINGS, type WatchSettings, watchAddress } from "./watchdog.ts";

const FIRST_BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 3_000;
/** So long alive, and a process counts as recovered. */
const STABLE_MS = 30_000;
/** So many ends in a row, and a person should hear of it. */
const CRASH_LOOP_COUNT = 5;

export type ChildCommand = {
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
};

export type ChildOptions = {
  name: string;
  command: ChildCommand;
  /** Where output goes; standard output of this process when there is none. */
  log: LogFile | undefined;
  stopSignal: NodeJS.Signals;
  stopTimeoutMs: number;
  /** Resolves when the process does its work; rejects only for what a restart cannot heal. */
  waitUntilReady: (mayGoOn: () => boolean) => Promise<void>;
  /** An address that it answers as long as it works: once silent, it is ended and started again. Not watched without one. */
  watch?: { url: string; settings?: WatchSettings };
  onChange: (child: Child) => void;
  onNotice: (message: string) => void;
};

export class Child {
  readonly name: string;
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;
  #failures = 0;
  #isStopping = false;
  #restart: NodeJS.Timeout | undefined;
  #startedAtMs = 0;
  #wasReady = false;
  #stopWatching: () => void = () => undefined;

  constructor(options: ChildOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts it and waits until it is ready. Rejects with the end of its log when it does not come up at all. */
  async start(): Promise<void> {
    this.#spawn();
    const mayGoOn = () => !this.#isStopping && this.#failures < CRASH_LOOP_COUNT;
    try {
      await this.#options.waitUntilReady(mayGoOn);
    } catch (cause) {
      if (this.#isStopping) return;
      const end = this.#options.log?.tail();
      const hint = this.#options.log ? `\nIts log ${this.#options.log.path} ends with:\n${end}` : "";
      throw new Error(`${this.name} does not start.${hint}`, { cause });
    }
    this.#wasReady = true;
    const { watch } = this.#options;
    if (watch) this.#stopWatching = watchAddress(watch.url, () => this.#endHung(), watch.settings ?? WATCH_SETTINGS);
  }

  /** A process that hangs hears no other signal. Its end starts it again. */
  #endHung(): void {
    const { pid } = this;
    if (pid === undefined || this.#isStopping) return;
    this.#options.onNotice(`${this.name} runs but does not answer; starting it again.`);
    sendSignal(pid, "SIGKILL", "group");
  }

  #spawn(): void {
    const { command, args, cwd, env, uid, gid } = this.#options.command;
    this.#startedAtMs = performance.now();
    // Its own group, so that Ctrl-C reaches only the supervisor, which then stops everything in order.
    const child = spawn(command, args, { cwd, env, uid, gid, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    const sink = (chunk: Buffer) => {
      if (this.#options.log) this.#options.log.write(chunk);
      else process.stdout.write(chunk);
    };
    child.stdout?.on("data", sink);
    child.stderr?.on("data", sink);
    child.once("error", error => {
      sink(Buffer.from(`${this.name} could not be run: ${error.message}\n`));
      if (child.pid === undefined) this.#handleEnd(child, error.message);
    });
    child.once("exit", (code, signal) => this.#handleEnd(child, signal ?? `code ${code}`));
    this.#options.onChange(this);
  }

  #handleEnd(child: ChildProcess, how: string): void {
    if (child !== this.#process) return;
    // What it started itself (a watcher's child, a pool) must not outlive it and hold its port.
    if (child.pid !== undefined) sendSignal(child.pid, "SIGKILL", "group");
    this.#process = undefined;
    this.#options.onChange(this);
    if (this.#isStopping) return;
    const livedMs = performance.now() - this.#startedAtMs;
    this.#failures = livedMs >= STABLE_MS ? 1 : this.#failures + 1;
    // How long it lived counts towards the wait: what only dies at once is held back, what worked a while is there again.
    const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** (this.#failures - 1), MAX_BACKOFF_MS);
    const waitMs = Math.max(FIRST_BACKOFF_MS, backoffMs - livedMs);
    if (this.#wasReady && this.#failures === CRASH_LOOP_COUNT) {
      this.#options.onNotice(
        `${this.name} keeps ending (${how}), ${this.#failures} times in a row. Trying on.\n${this.#options.log ? `${this.#options.log.path} ends with:\n${this.#options.log.tail()}` : ""}`,
      );
    } else if (this.#wasReady && this.#failures < CRASH_LOOP_COUNT) {
      this.#options.onNotice(`${this.name} ended (${how}); starting it again.`);
    }
    this.#restart = setTimeout(() => this.#spawn(), waitMs);
  }

  /** Ends it: first by its signal, after its time by force. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#stopWatching();
    clearTimeout(this.#restart);
    const child = this.#process;
    if (child?.pid === undefined) return;
    const { pid } = child;
    const ended = new Promise(resolve => child.once("exit", resolve));
    sendSignal(pid, this.#options.stopSignal, "process");
    const force = setTimeout(() => sendSignal(pid, "SIGKILL", "group"), this.#options.stopTimeoutMs);
    await ended;
    clearTimeout(force);
    this.#options.log?.close();
  }
}
