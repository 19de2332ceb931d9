/** Starts and supervises the whole embedded stack on one data folder. */
import path from "node:path";
import { buildDatabaseUrl } from "../postgres/database-url.ts";
import { placePostgres } from "../postgres/place.ts";
import { buildPostgresCommand, initialiseCluster, isInitialised, SUPERUSER } from "../postgres/server.ts";
import { buildPages } from "./build.ts";
import { Child, type ChildCommand, type ChildOptions } from "./child.ts";
import { openDataFolder, resolveDataDir } from "./data-folder.ts";
import { prepareDatabase } from "./database-preparation.ts";
import { openKeys } from "./keys.ts";
import { clearStaleLocks, endLeftovers, recordChildren } from "./leftovers.ts";
import { takeLock } from "./lock.ts";
import { LogFile } from "./log-file.ts";
import { type Ports, readPorts, refuseBusyPorts } from "./ports.ts";
import { type Mode, pagesCommand, workerCommand } from "./processes.ts";
import { formatDuration, runPhase, say, sayNotice } from "./progress.ts";
import { waitForHttp, waitForPort } from "./readiness.ts";
import { buildUrls, removeStackFile, type StackFile, writeStackFile } from "./stack-file.ts";
import { buildAppEnvironment, engineCommand, gatewayCommand } from "./stand-ins.ts";
import { StartError } from "./start-error.ts";

const READY_TIMEOUT_MS = 60_000;
const NOTE_AGAIN_MS = 2_000;

export type RunningStack = { stop: () => Promise<void> };

/**
 * Resolves when everything is ready. `onStack` hands out what stops it, before anything runs; a caller that gets an
 * error, or sets `abort`, stops it too.
 */
export async function startEmbedded(
  projectDir: string,
  mode: Mode,
  abort: AbortSignal,
  onStack: (stack: RunningStack) => void,
): Promise<void> {
  const startedAtMs = performance.now();
  const ports = readPorts(process.env);
  const dataDir = resolveDataDir(projectDir, process.env);
  openDataFolder(dataDir);
  const releaseLock = takeLock(dataDir, `http://localhost:${ports.app}`);
  const stack = new EmbeddedStack(projectDir, dataDir, mode, ports, releaseLock);
  onStack(stack);
  await stack.start(abort);
  const folder = path.relative(process.cwd(), dataDir) || ".";
  say(`\nReady in ${formatDuration(performance.now() - startedAtMs)}. Open http://localhost:${ports.app}`);
  say("A sample workspace is offered on your first visit.");
  say(`Ctrl-C stops everything; your data stays in ${folder.startsWith("..") ? dataDir : folder}.\n`);
}

class EmbeddedStack implements RunningStack {
  readonly #projectDir: string;
  readonly #dataDir: string;
  readonly #mode: Mode;
  readonly #ports: Ports;
  readonly #releaseLock: () => void;
  /** In the order in which they are stopped, last first. */
  readonly #children: Child[] = [];
  readonly #file: StackFile;
  #stopping: Promise<void> | undefined;
  #noteAgain: NodeJS.Timeout | undefined;

  constructor(projectDir: string, dataDir: string, mode: Mode, ports: Ports, releaseLock: () => void) {
    this.#projectDir = projectDir;
    this.#dataDir = dataDir;
    this.#mode = mode;
    this.#ports = ports;
    this.#releaseLock = releaseLock;
    this.#file = { state: "starting", mode, startedAt: new Date().toISOString(), urls: buildUrls(ports), pids: {} };
  }

  async start(abort: AbortSignal): Promise<void> {
    const ports = this.#ports;
    // That of a killed run would tell tools that everything is ready.
    removeStackFile(this.#dataDir);
    const place = await placePostgres(this.#dataDir);
    const leftovers = await endLeftovers(this.#dataDir);
    if (leftovers.length > 0) sayNotice(`Ended what an earlier run had left: ${leftovers.join(", ")}.`);
    await clearStaleLocks(place.databaseDir);
    await refuseBusyPorts(ports, ["app", "supabase", "postgres", "inngest", "worker"]);
    if (place.note) sayNotice(place.note);
    const keys = openKeys(this.#dataDir, isInitialised(place));
    const wiring = { keys, ports, socketDir: place.socketDir };
    const environment = buildAppEnvironment(wiring, this.#dataDir, process.env);

    const pagesAreBuilt =
      this.#mode === "dev"
        ? Promise.resolve(false)
        : runPhase(
            "pages",
            () => buildPages(this.#projectDir, environment, this.#openLog("build"), abort),
            isNew => (isNew ? "built" : "unchanged"),
          );
    // Awaited further down; a failure must not count as unhandled until then.
    pagesAreBuilt.catch(() => undefined);

    const superuserUrl = buildDatabaseUrl(ports.postgres, SUPERUSER, keys.superuserPassword);
    if (!isInitialised(place)) {
      await runPhase("new database", () =>
        initialiseCluster(place, { password: keys.superuserPassword, isDurable: true }),
      );
    }
    this.#refuseAborted(abort);
    await this.#run("postgres", "PostgreSQL", `127.0.0.1:${ports.postgres}`, {
      command: { ...buildPostgresCommand(place, ports.postgres), cwd: "/" },
      stopSignal: "SIGINT",
      stopTimeoutMs: 10_000,
      waitUntilReady: mayGoOn => waitForPort(ports.postgres, READY_TIMEOUT_MS, mayGoOn),
    });
    await runPhase(
      "migrations",
      () =>
        prepareDatabase(this.#projectDir, {
          superuserUrl,
          ownerUrl: buildDatabaseUrl(ports.postgres, "postgres", keys.rolePasswords.postgres),
          rolePasswords: keys.rolePasswords,
          migrationsDir: path.join(this.#projectDir, "supabase", "migrations"),
        }),
      outcome => `${outcome.applied.length} applied, ${outcome.total} in all`,
    );
    this.#refuseAborted(abort);
    const gateway = this.#runHttp(
      "gateway",
      gatewayCommand(this.#projectDir, this.#dataDir, wiring, process.env),
      ports.supabase,
    );
    const engine = this.#runHttp("engine", engineCommand(this.#projectDir, wiring), ports.inngest);
    const worker = this.#runHttp("worker", workerCommand(this.#projectDir, this.#mode, environment), ports.worker);
    const services = Promise.all([gateway, engine, worker]);
    services.catch(() => undefined);
    await pagesAreBuilt;
    this.#refuseAborted(abort);
    const pages = this.#run("next", "web", `localhost:${ports.app}`, {
      command: pagesCommand(this.#projectDir, this.#mode, "127.0.0.1", environment),
      stopSignal: "SIGTERM",
      stopTimeoutMs: 2_500,
      ...this.#watch(`http://127.0.0.1:${ports.app}/api/health?live`),
      waitUntilReady: mayGoOn =>
        waitForHttp(`http://127.0.0.1:${ports.app}/api/health`, {
          timeoutMs: READY_TIMEOUT_MS,
          mayGoOn,
          isReady: status => status < 500,
        }),
    });
    await Promise.all([services, pages]);
    this.#file.state = "ready";
    this.#noteChange();
  }

  /** Stops in order: pages, worker, engine, gateway, database. Safe to call again. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const name of ["next", "worker", "engine", "gateway", "postgres"]) {
      await this.#children.find(child => child.name === name)?.stop();
    }
    removeStackFile(this.#dataDir);
    this.#releaseLock();
  }

  #refuseAborted(abort: AbortSignal): void {
    if (abort.aborted || this.#stopping) throw new StartError("It was interrupted.");
  }

  #openLog(name: string): LogFile {
    return new LogFile(path.join(this.#dataDir, "logs", `${name}.log`));
  }

  #runHttp(name: string, command: ChildCommand, port: number): Promise<void> {
    return this.#run(name, name, `127.0.0.1:${port}`, {
      command,
      stopSignal: "SIGTERM",
      stopTimeoutMs: 3_000,
      ...this.#watch(`http://127.0.0.1:${port}/health`),
      waitUntilReady: mayGoOn =>
        waitForHttp(`http://127.0.0.1:${port}/health`, { timeoutMs: READY_TIMEOUT_MS, mayGoOn }),
    });
  }

  /** Whoever develops may hold a process at a breakpoint for as long as they like. */
  #watch(url: string): Pick<ChildOptions, "watch"> {
    return this.#mode === "dev" ? {} : { watch: { url } };
  }

  #run(
    name: string,
    label: string,
    where: string,
    options: Pick<ChildOptions, "command" | "stopSignal" | "stopTimeoutMs" | "waitUntilReady" | "watch">,
  ): Promise<void> {
    const child = new Child({
      ...options,
      name,
      log: this.#openLog(name),
      onChange: () => this.#noteChange(),
      onNotice: sayNotice,
    });
    this.#children.push(child);
    return runPhase(
      label,
      () => child.start(),
      () => where,
    );
  }

  #noteChange(): void {
    // Until the end the last record stands: it names no fewer processes than there are.
    if (this.#stopping) return;
    const running = this.#children.flatMap(child =>
      child.pid === undefined ? [] : [{ name: child.name, pid: child.pid }],
    );
    this.#file.pids = { supervisor: process.pid, ...Object.fromEntries(running.map(({ name, pid }) => [name, pid])) };
    try {
      recordChildren(this.#dataDir, running);
      writeStackFile(this.#dataDir, this.#file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOSPC" && code !== "EDQUOT") throw error;
      // A full disk must not end what waits for space to go on.
      clearTimeout(this.#noteAgain);
      this.#noteAgain = setTimeout(() => this.#noteChange(), NOTE_AGAIN_MS).unref();
    }
  }
}
