/** Owns the page of one run: what it is, what may be done with it, its timeline, what it waits for, its events and its output. */
import type { Reply } from "../routes/route.ts";
import { describeError, formatDuration, renderJson, renderState, renderTime } from "./format.ts";
import { type Content, html, type Markup } from "./html.ts";
import { renderFormToken, renderPage } from "./page.ts";
import type { JobView, RunDetail, WaitView } from "./run-detail.ts";
import type { Session } from "./sessions.ts";
import { renderFailures, renderTimeline } from "./timeline.ts";

export interface RunPage {
  session: Session;
  run: RunDetail;
  /** Whether an app serves the function now, so that it can be started again. */
  isKnown: boolean;
  maxAttempts: number | undefined;
  nowMs: number;
}

export function renderRunPage({ session, run, isKnown, maxAttempts, nowMs }: RunPage): Reply {
  const stepNames = new Map(run.steps.map(step => [step.id, step.name ?? step.id]));
  const main = html`<nav class="crumbs" aria-label="Where you are"><a href="/runs">Runs</a> / <span>${run.functionId}</span></nav>
<div class="title"><h1><span class="id">${run.id}</span></h1>${renderState(run.state)}</div>
${renderActions(session, run, isKnown)}
${renderFacts(run, nowMs)}
${(run.state === "failed" || run.state === "cancelled") && run.output && html`<p class="alert ${run.state}">${describeError(run.output.text)}</p>`}
<section><h2>Timeline</h2>${renderTimeline(run, nowMs)}${renderFailures(run.failures, "Failed attempts of the function itself")}</section>
${renderJobs(run.jobs, stepNames, maxAttempts)}
${renderWaits(run.waits, stepNames)}
<section><h2>Output</h2>${run.output ? renderJson(run.output, `/runs/${run.id}/output`, "the output") : html`<p class="note">The run has not ended.</p>`}</section>
<section><h2>Events</h2>${renderJson(run.events, `/runs/${run.id}/events`, "the events")}</section>`;
  const refreshing = run.endedAt ? html`` : html`<div hidden data-refresh-seconds="3"></div>`;
  return renderPage({ title: run.functionId, main: [main, refreshing], session, current: "runs" });
}

function renderActions(session: Session, run: RunDetail, isKnown: boolean): Markup {
  return html`<div class="actions">
${
  !run.endedAt &&
  html`<details class="confirm"><summary class="button danger">Cancel…</summary>
<form method="post" action="/runs/${run.id}/cancel">${renderFormToken(session)}<p>A call that is under way goes on to its end, but its result is not used. A cancelled run cannot be taken up again.</p><button class="danger">Cancel the run</button></form></details>`
}
${
  isKnown
    ? html`<details class="confirm"><summary class="button">Run again…</summary>
<form method="post" action="/runs/${run.id}/rerun">${renderFormToken(session)}<p>Starts a new run of ${run.functionId} with the same events. All its steps are run anew: what they did outside is done again.</p><button>Start a new run</button></form></details>`
    : html`<p class="note">It cannot be run again now: no app serves ${run.functionId}.</p>`
}
</div>`;
}

function renderFacts(run: RunDetail, nowMs: number): Markup {
  const fact = (name: string, value: Content) => value !== null && html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const link = (id: string) => html`<a class="id" href="/runs/${id}">${id}</a>`;
  const tookMs = (run.endedAt?.getTime() ?? nowMs) - run.startedAt.getTime();
  return html`<dl class="facts">
${fact("Function", run.functionId)}
${fact("Started", renderTime(run.startedAt))}
${fact("Ended", run.endedAt ? renderTime(run.endedAt) : null)}
${fact(run.endedAt ? "Took" : "So far", formatDuration(tookMs))}
${fact("Event", html`<a class="id" href="/runs?q=${encodeURIComponent(run.eventId)}">${run.eventId}</a>`)}
${fact("Run again from", run.originalRunId && link(run.originalRunId))}
${fact("Invoked by", run.parentRunId && link(run.parentRunId))}
${fact("Run again as", run.reruns.length > 0 ? run.reruns.map((id, index) => [index > 0 && ", ", link(id)]) : null)}
</dl>`;
}

const jobKinds: Record<string, string> = {
  discover: "call of the function",
  step: "call of a step",
  sleep: "end of a sleep",
  wait: "timeout of a wait",
  invoke: "timeout of an invocation",
};

/** The others are moments, which have no attempts. */
function isCall(job: JobView): boolean {
  return job.kind === "discover" || job.kind === "step";
}

function renderJobs(jobs: JobView[], stepNames: Map<string, string>, maxAttempts: number | undefined): Markup | null {
  if (jobs.length === 0) return null;
  return html`<section><h2>Queued</h2><table class="stack">
<thead><tr><th scope="col">What</th><th scope="col">Step</th><th scope="col">Attempt</th><th scope="col">When</th></tr></thead>
<tbody>${jobs.map(
    job => html`<tr>
<td data-label="What">${jobKinds[job.kind] ?? job.kind}</td>
<td data-label="Step">${job.stepId === "step" ? "–" : (stepNames.get(job.stepId) ?? job.stepId)}</td>
<td data-label="Attempt" class="number">${isCall(job) ? `${job.attempt + 1}${maxAttempts === undefined ? "" : ` of ${maxAttempts}`}` : "–"}</td>
<td data-label="When">${job.isCalled ? "under way now" : job.isReady ? "as soon as there is room" : renderTime(job.dueAt)}</td>
</tr>`,
  )}</tbody></table></section>`;
}

function renderWaits(waits: WaitView[], stepNames: Map<string, string>): Markup | null {
  if (waits.length === 0) return null;
  return html`<section><h2>Waits for</h2><table class="stack">
<thead><tr><th scope="col">Event</th><th scope="col">Which</th><th scope="col">Condition</th><th scope="col">Until</th></tr></thead>
<tbody>${waits.map(
    wait => html`<tr>
<td data-label="Event">${wait.eventName}</td>
<td data-label="Which">${wait.kind === "cancel" ? "cancels the run" : `goes on with ${stepNames.get(wait.stepId) ?? wait.stepId}`}</td>
<td data-label="Condition">${wait.expression ? html`<code>${wait.expression}</code>` : "–"}</td>
<td data-label="Until">${renderTime(wait.expiresAt)}</td>
</tr>`,
  )}</tbody></table></section>`;
}
