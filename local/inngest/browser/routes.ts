/** Owns the addresses of the run browser and who gets past them: loopback hosts, signed-in sessions, and our own forms. */
import { readFileSync } from "node:fs";
import pg from "pg";
import { reportTrouble } from "../database.ts";
import type { Engine } from "../engine.ts";
import { type Call, type Reply, type Route, readText } from "../routes/route.ts";
import { cancelRun, rerun } from "./actions.ts";
import { renderFunctionsPage } from "./functions-page.ts";
import { html } from "./html.ts";
import { renderListPage } from "./list-page.ts";
import { redirect, renderMessage, renderText } from "./page.ts";
import { readRunDetail, readWhole } from "./run-detail.ts";
import { listRuns, readFilter } from "./run-list.ts";
import { renderRunPage } from "./run-page.ts";
import { isLoopbackHost, isOwnForm, type Session, Sessions } from "./sessions.ts";

const maxFormBytes = 10_000;
const maxQueryMs = 5000;

interface Browser {
  sessions: Sessions;
  /** Apart from the engine's own connections, so that looking never holds up running. */
  pool: pg.Pool;
}

const browsers = new WeakMap<Engine, Browser>();

function openBrowser(engine: Engine): Browser {
  let browser = browsers.get(engine);
  if (!browser) {
    const pool = new pg.Pool({
      connectionString: engine.settings.databaseUrl,
      max: 1,
      idleTimeoutMillis: 5000,
      allowExitOnIdle: true,
      application_name: "inngest-local run browser",
      statement_timeout: maxQueryMs,
      options: "-c default_transaction_read_only=on -c jit=off",
    });
    pool.on("error", error => reportTrouble("the run browser's connection was lost", error));
    browser = { sessions: new Sessions(engine.settings.signingKey, performance.timeOrigin), pool };
    browsers.set(engine, browser);
  }
  return browser;
}

interface View extends Call {
  browser: Browser;
  session: Session;
  runId: string;
}

const enter = "Run the command below in the folder of this Quarterdeck, and open the address that it prints.";

function renderSignIn(reason: string): Reply {
  return renderMessage(
    401,
    "Sign in needed",
    html`<p>${reason} ${enter}</p><pre>npx quarterdeck runs</pre><p class="note">The command reads the keys in the data folder, so only those who may read it get in.</p>`,
  );
}

/** Refuses foreign hosts' names; the rest of the check is the route's. */
function guardHost(answer: (call: Call, browser: Browser) => Reply | Promise<Reply>): Route["answer"] {
  return async call => {
    if (!isLoopbackHost(call.request.headers.host))
      return renderMessage(
        403,
        "Not under this name",
        html`<p>The run browser answers only under this machine's own name: open it at 127.0.0.1.</p>`,
      );
    try {
      return await answer(call, openBrowser(call.engine));
    } catch (error) {
      if ((error as { code?: unknown }).code !== "57014") throw error;
      return renderMessage(
        503,
        "That took too long",
        html`<p>Looking for these runs took more than ${maxQueryMs / 1000} seconds. Choose a shorter time, or <a href="/runs">show all runs</a>.</p>`,
      );
    }
  };
}

function show(path: string, answer: (view: View) => Reply | Promise<Reply>): Route {
  return {
    method: "GET",
    path,
    access: "open",
    answer: guardHost((call, browser) => {
      const session = browser.sessions.find(call.request);
      if (!session) return renderSignIn("You are not signed in, or your session has ended.");
      return answer({ ...call, browser, session, runId: call.parameters.runId ?? "" });
    }),
  };
}

function act(path: string, answer: (view: View) => Reply | Promise<Reply>): Route {
  return {
    method: "POST",
    path,
    access: "open",
    answer: guardHost(async (call, browser) => {
      const session = browser.sessions.find(call.request);
      if (!session) return renderSignIn("You are not signed in, or your session has ended. Nothing was done.");
      const form = new URLSearchParams(await readText(call.request, maxFormBytes));
      if (!isOwnForm(call.request, form, session))
        return renderMessage(
          403,
          "Nothing was done",
          html`<p>This form was not sent by a page of the run browser. Open the run again and repeat it there.</p>`,
          session,
        );
      return answer({ ...call, browser, session, runId: call.parameters.runId ?? "" });
    }),
  };
}

const assets: Record<string, { type: string; text: string }> = Object.fromEntries(
  [
    ["browser.css", "text/css"],
    ["browser.js", "text/javascript"],
    ["icon.svg", "image/svg+xml"],
  ].map(([name = "", type = ""]) => [
    name,
    { type, text: readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8") },
  ]),
);

export const browserRoutes: Route[] = [
  {
    method: "GET",
    path: "/runs/assets/:name",
    access: "open",
    answer: guardHost(({ parameters }) => {
      const asset = Object.hasOwn(assets, parameters.name ?? "") ? assets[parameters.name ?? ""] : undefined;
      return asset ? renderText(asset.text, asset.type) : refuseUnknown("There is no such file.");
    }),
  },
  {
    method: "GET",
    path: "/runs/enter",
    access: "open",
    answer: guardHost(({ url }, { sessions }) => {
      const cookie = sessions.enter(url.searchParams.get("ticket") ?? "");
      if (!cookie) return renderSignIn("This address was used before, or more than a minute has passed.");
      return redirect("/runs", { "set-cookie": cookie });
    }),
  },
  show("/runs", async view => {
    const filter = readFilter(view.url.searchParams);
    const runs = await listRuns(view.browser.pool, filter, listCalledRuns(view.engine));
    const functionIds = [...view.engine.registry.functions.keys()].sort();
    const { retentionMs } = view.engine.settings;
    return renderListPage({ session: view.session, filter, runs, functionIds, retentionMs });
  }),
  show("/runs/functions", ({ engine, session }) => renderFunctionsPage(engine, session)),
  show("/runs/:runId", async ({ engine, browser, session, runId }) => {
    const run = await readRunDetail(browser.pool, toStorable(runId), new Set(engine.queue.leases.keys()));
    if (!run) return refuseRun(session);
    const definition = engine.registry.functions.get(run.functionId);
    return renderRunPage({
      session,
      run,
      isKnown: definition !== undefined,
      maxAttempts: definition?.maxAttempts,
      nowMs: Date.now(),
    });
  }),
  show("/runs/:runId/events", view => showWhole(view, "events")),
  show("/runs/:runId/output", view => showWhole(view, "output")),
  show("/runs/:runId/steps/:stepId", view => showWhole(view, { stepId: toStorable(view.parameters.stepId ?? "") })),
  act("/runs/:runId/cancel", async ({ engine, runId }) => {
    await cancelRun(engine, toStorable(runId));
    return redirect(`/runs/${encodeURIComponent(runId)}`);
  }),
  act("/runs/:runId/rerun", async ({ engine, session, runId }) => {
    const started = await rerun(engine, toStorable(runId));
    if (started) return redirect(`/runs/${started}`);
    return renderMessage(
      409,
      "It was not run again",
      html`<p>The run is not there any more, or no app serves its function now. <a href="/runs/functions">Functions</a> says which are served.</p>`,
      session,
    );
  }),
  act("/runs/leave", ({ browser, request }) => {
    const page = renderSignIn("You have left.");
    return { ...page, headers: { ...page.headers, "set-cookie": browser.sessions.leave(request) } };
  }),
];

async function showWhole({ browser, session, runId }: View, part: Parameters<typeof readWhole>[2]): Promise<Reply> {
  const text = await readWhole(browser.pool, toStorable(runId), part);
  return text === undefined ? refuseRun(session) : renderText(text, "application/json");
}

function refuseRun(session: Session): Reply {
  return renderMessage(
    404,
    "No such run",
    html`<p>It may have been deleted some days after its end. <a href="/runs">All runs</a></p>`,
    session,
  );
}

function refuseUnknown(reason: string): Reply {
  return renderMessage(404, "Not found", html`<p>${reason}</p>`);
}

/** The database takes no U+0000 in a text. */
function toStorable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}

function listCalledRuns(engine: Engine): Set<string> {
  return new Set([...engine.queue.leases.values()].map(lease => lease.job.runId));
}
