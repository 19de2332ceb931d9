/** Owns the timeline of a run: each step as a bar between the run's start and its end, or now. */
import { describeError, formatDuration, layOutError, renderJson, renderTime } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { maxSteps, type RunDetail, type StepView } from "./run-detail.ts";

/** Units of the drawing's width. */
const fullWidth = 1000;
const minWidth = 4;

const kinds: Record<string, string> = {
  StepRun: "step",
  Step: "step",
  StepError: "step",
  StepFailed: "step",
  StepPlanned: "step",
  Sleep: "sleep",
  WaitForEvent: "wait for event",
  WaitForSignal: "wait for signal",
  InvokeFunction: "invoke",
};

export function renderTimeline(run: RunDetail, nowMs: number): Markup {
  if (run.steps.length === 0)
    return html`<p class="note">No step yet, or none at all: a function without steps has only a result.</p>`;
  const startMs = run.startedAt.getTime();
  const endMs = Math.max(run.endedAt?.getTime() ?? nowMs, ...run.steps.map(step => step.endedAt?.getTime() ?? 0));
  const scale = fullWidth / Math.max(1, endMs - startMs);
  const rows = run.steps.slice(0, maxSteps).map(step => renderStep(run, step, { startMs, endMs, scale }));
  return html`<ol class="timeline">${rows}</ol>
${run.steps.length > maxSteps && html`<p class="note">Only the first ${maxSteps} steps are shown.</p>`}`;
}

interface Extent {
  startMs: number;
  endMs: number;
  scale: number;
}

function renderStep(run: RunDetail, step: StepView, extent: Extent): Markup {
  const isOpen = step.payload === null;
  const state = isOpen
    ? run.endedAt
      ? "skipped"
      : "open"
    : step.payload?.text.startsWith('{"error"')
      ? "failed"
      : "done";
  const endMs = step.endedAt?.getTime() ?? extent.endMs;
  const startMs = step.startedAt?.getTime() ?? endMs;
  const attempts = step.attempts ?? (step.failures.length > 0 ? step.failures.length : null);
  const took = step.startedAt && step.endedAt ? formatDuration(endMs - startMs) : "";
  return html`<li class="step"><details>
<summary class="step-summary"><span class="step-name">${step.name ?? step.id.slice(0, 12)}</span>
<span class="step-kind">${kinds[step.op ?? ""] ?? step.op ?? "step"}</span>
<span class="step-state ${state}">${state}</span>
<svg class="bar ${state}" viewBox="0 0 ${fullWidth} 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="${fullWidth}" height="10"/>${renderBar(startMs, endMs, extent)}</svg>
<span class="number step-took">${took}${attempts !== null && attempts > 1 && html` · ${attempts} attempts`}</span></summary>
<div class="step-detail"><dl class="step-facts">
<dt>Begun</dt><dd>${renderTime(step.startedAt)}${step.startedAt && ` (${formatDuration(startMs - extent.startMs)} after the run's start)`}</dd>
<dt>Ended</dt><dd>${renderTime(step.endedAt)}</dd>
${step.invokedRunId && html`<dt>Invoked</dt><dd><a class="id" href="/runs/${step.invokedRunId}">${step.invokedRunId}</a></dd>`}
<dt>Id</dt><dd class="id">${step.id}</dd>
</dl>
${renderFailures(step.failures)}
${step.payload && html`<h3>${state === "failed" ? "Error" : "Result"}</h3>${renderJson(step.payload, composeStepPath(run.id, step.id), `the result of ${step.name ?? step.id}`)}`}
</div></details></li>`;
}

function renderBar(startMs: number, endMs: number, extent: Extent): Markup {
  const width = Math.max(minWidth, (endMs - startMs) * extent.scale);
  const left = Math.min(fullWidth - minWidth, Math.max(0, (startMs - extent.startMs) * extent.scale));
  return html`<rect x="${left.toFixed(1)}" width="${Math.min(width, fullWidth - left).toFixed(1)}" height="10"/>`;
}

export function renderFailures(failures: StepView["failures"], title = "Failed attempts"): Markup | null {
  if (failures.length === 0) return null;
  return html`<h3>${title}</h3><ul class="failures">${failures.map(
    ({ attempt, error, failedAt }) =>
      html`<li><details><summary class="failure">Attempt ${attempt + 1}: ${describeError(error.text)}</summary><p class="note">${renderTime(failedAt)}</p><pre tabindex="0" role="group" aria-label="Error of attempt ${attempt + 1}">${layOutError(error.text)}</pre></details></li>`,
  )}</ul>`;
}

function composeStepPath(runId: string, stepId: string): string {
  return `/runs/${runId}/steps/${encodeURIComponent(stepId)}`;
}
