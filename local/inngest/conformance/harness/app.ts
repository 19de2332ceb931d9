/** Owns one application of the suite: its functions, served and registered by the official SDK, and how a test talks to them. */
import type http from "node:http";
import type { AddressInfo } from "node:net";
import { type Context, type EventPayload, Inngest, type InngestFunction } from "inngest";
import { createServer } from "inngest/node";
import { test } from "vitest";
import { Records } from "./records.ts";
import { cancelRun, type RunView, readRun, readRunsOfEvent } from "./rest.ts";
import type { Target } from "./target.ts";

/** Keeps the events and functions of one execution of the suite apart from those of all others. */
const suffix = `${Date.now().toString(36)}${process.pid.toString(36)}`;

/** `error` is what an `onFailure` handler is given. */
export type Handler = (context: Context & { error?: Error; logger: { info: Log } }) => unknown;
type Options = Partial<Omit<InngestFunction.Options, "onFailure">> & { id: string; onFailure?: Handler };

export interface Defined {
  /** The event that starts it, where its options name no other trigger. */
  event: string;
  /** The name under which the server knows it. */
  functionId: string;
  itself: InngestFunction.Any;
}

export interface Sent {
  eventId: string;
  /** Under this name the functions note what the event made them do. */
  token: string;
}

/** How the SDK of an application talks to the server. */
export interface AppMode {
  checkpointing?: NonNullable<InngestFunction.Options["checkpointing"]>;
  streaming?: boolean;
}

const ended: readonly string[] = ["Completed", "Failed", "Cancelled", "Skipped"];
type Log = (...parts: unknown[]) => void;
const ignore: Log = () => undefined;
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

export class ConformanceApp {
  readonly id: string;
  readonly target: Target;
  readonly client: Inngest;
  readonly records = new Records();
  readonly mode: AppMode;
  /** What the application saw of the server's calls: the size of the largest, and the statuses of its own answers. */
  readonly traffic = { largestCallBytes: 0, statuses: new Set<number>() };
  readonly #functions: InngestFunction.Any[] = [];
  #server: http.Server | undefined;
  #trouble: string | undefined = "the application was not started";
  #tokens = 0;
  url = "";

  constructor(target: Target, name: string, mode: AppMode = {}, logger: typeof silent = silent) {
    this.id = `${name}-${suffix}`;
    this.target = target;
    this.mode = mode;
    this.client = new Inngest({
      id: this.id,
      baseUrl: target.baseUrl,
      isDev: target.keys === undefined,
      checkpointing: mode.checkpointing ?? true,
      logger,
      ...target.keys,
    });
  }

  /** The name of an event that belongs to this application and this execution alone. */
  name(event: string): string {
    return `${this.id}/${event}`;
  }

  define(options: Options, handler: Handler): Defined {
    const event = this.name(options.id);
    const itself = this.client.createFunction({ triggers: [{ event }], ...options }, handler as never);
    this.#functions.push(itself as InngestFunction.Any);
    return { event, functionId: `${this.id}-${options.id}`, itself: itself as InngestFunction.Any };
  }

  /** Declares one proof; it fails with the server's words when the application's registration was refused. */
  prove(title: string, body: () => Promise<void>): void {
    test(title, { timeout: this.target.patienceMs * 2 }, async () => {
      if (this.#trouble) throw new Error(this.#trouble);
      await body();
    });
  }

  /** Serves the functions and lets the SDK register them, as any application does. */
  async start(): Promise<void> {
    const server = createServer({
      client: this.client,
      functions: this.#functions,
      streaming: this.mode.streaming ?? false,
    });
    server.prependListener("request", (request, response) => {
      const bytes = Number(request.headers["content-length"] ?? 0);
      this.traffic.largestCallBytes = Math.max(this.traffic.largestCallBytes, bytes);
      response.on("finish", () => this.traffic.statuses.add(response.statusCode));
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}/api/inngest`;
    const answer = await fetch(this.url, { method: "PUT" });
    this.#trouble = answer.ok ? undefined : `the registration was answered ${answer.status}: ${await answer.text()}`;
  }

  async stop(): Promise<void> {
    this.records.openAll();
    this.#server?.closeAllConnections();
    await new Promise<void>(resolve => (this.#server ? this.#server.close(() => resolve()) : resolve()));
  }

  createToken(): string {
    this.#tokens += 1;
    return `t${this.#tokens}`;
  }

  async send(
    to: Defined | string,
    data: Record<string, unknown> = {},
    extra: Partial<EventPayload> = {},
  ): Promise<Sent> {
    const token = typeof data.token === "string" ? data.token : this.createToken();
    const name = typeof to === "string" ? to : to.event;
    const { ids } = await this.client.send({ ...extra, name, data: { ...data, token } });
    return { eventId: ids[0] ?? "", token };
  }

  /** Sends an event and waits for the end of the one run that it starts. */
  async run(to: Defined | string, data: Record<string, unknown> = {}): Promise<RunView & Sent> {
    const sent = await this.send(to, data);
    const [run] = await this.awaitEnd(sent);
    return { ...(run as RunView), ...sent };
  }

  readRuns({ eventId }: Pick<Sent, "eventId">): Promise<RunView[]> {
    return readRunsOfEvent(this.target, eventId);
  }

  /** Waits until all runs of an event have ended, at least `count` of them. */
  async awaitEnd({ eventId }: Pick<Sent, "eventId">, count = 1): Promise<RunView[]> {
    let runs: RunView[] = [];
    await this.awaitThat(`the end of ${count} run(s) of ${eventId}`, async () => {
      runs = await readRunsOfEvent(this.target, eventId);
      return runs.length >= count && runs.every(run => ended.includes(run.status));
    });
    return Promise.all(runs.map(run => readRun(this.target, run.runId)));
  }

  /** Waits for the run of an event to be known, and gives its id. */
  async awaitRunId({ eventId }: Sent): Promise<string> {
    let runs: RunView[] = [];
    await this.awaitThat(`the run of ${eventId}`, async () => {
      runs = await readRunsOfEvent(this.target, eventId);
      return runs.length > 0;
    });
    return runs[0]?.runId ?? "";
  }

  /** Cancels what is left of an event's runs, so that a server that lives on does not keep them. */
  async discard(sent: Sent): Promise<void> {
    for (const { runId, status } of await this.readRuns(sent)) {
      if (!ended.includes(status)) await cancelRun(this.target, runId);
    }
  }

  /** Waits until functions have noted a label so many times. */
  async awaitNotes<Value = unknown>({ token }: Pick<Sent, "token">, label: string, count = 1): Promise<Value[]> {
    await this.awaitThat(
      `${count} time(s) "${label}" of ${token}`,
      () => this.records.read(token, label).length >= count,
    );
    return this.records.read<Value>(token, label);
  }

  /** Looks less and less often, so that many waiting tests do not keep the server busy with answering them. */
  async awaitThat(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const untilMs = Date.now() + this.target.patienceMs;
    let pauseMs = 30;
    while (!(await condition())) {
      if (Date.now() > untilMs) throw new Error(`${what}: not within ${this.target.patienceMs} ms`);
      await new Promise(resolve => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(250, pauseMs * 1.3);
    }
  }
}
