/** Owns the page that lists runs: filters, search, and what it says when there is nothing to show. */
import type { Reply } from "../routes/route.ts";
import { formatDuration, renderState, renderTime } from "./format.ts";
import { type Content, html, type Markup } from "./html.ts";
import { renderPage } from "./page.ts";
import { type ListedRun, pageSize, type RunFilter, type spans, statuses } from "./run-list.ts";
import type { Session } from "./sessions.ts";

const spanNames: Record<keyof typeof spans, string> = {
  "15m": "last 15 minutes",
  "1h": "last hour",
  "24h": "last 24 hours",
  "7d": "last 7 days",
};

export interface ListPage {
  session: Session;
  filter: RunFilter;
  /** One more than a page when there are further ones. */
  runs: ListedRun[];
  functionIds: string[];
  retentionMs: number;
}

export function renderListPage({ session, filter, runs, functionIds, retentionMs }: ListPage): Reply {
  const shown = runs.slice(0, pageSize);
  const main = html`<div class="title"><h1>Runs</h1><a class="button" href="${composeAddress(filter, "")}">Refresh</a></div>
<p class="note">A run that has ended is kept for ${formatRetention(retentionMs)} and then deleted; one that has not ended stays.</p>
${renderFilter(filter, functionIds)}
${shown.length === 0 ? renderNothing(filter) : renderTable(shown)}
${renderPaging(filter, runs)}`;
  return renderPage({ title: "Runs", main, session, current: "runs" });
}

function formatRetention(retentionMs: number): string {
  const days = retentionMs / 86_400_000;
  return days === 1 ? "1 day" : `${Number(days.toFixed(2))} days`;
}

function renderFilter(filter: RunFilter, functionIds: string[]): Markup {
  const known = filter.functionId === "" || functionIds.includes(filter.functionId);
  const functions = known ? functionIds : [...functionIds, filter.functionId];
  return html`<form class="filter" method="get" action="/runs" role="search">
<label>Function ${renderSelect("function", filter.functionId, [["", "all"], ...functions.map(id => [id, id] as const)])}</label>
<label>Status ${renderSelect("status", filter.status, [["", "all"], ...statuses.map(name => [name, name === "running" ? "not ended" : name] as const)])}</label>
<label>Started ${renderSelect("span", filter.span, [["", "any time"], ...Object.entries(spanNames)])}</label>
<label class="wide">Run or event id <input name="q" value="${filter.search}" autocomplete="off" spellcheck="false"></label>
<button>Show</button>
</form>`;
}

function renderSelect(name: string, current: string, options: (readonly [value: string, label: string])[]): Markup {
  return html`<select name="${name}">${options.map(([value, label]) =>
    value === current
      ? html`<option value="${value}" selected>${label}</option>`
      : html`<option value="${value}">${label}</option>`,
  )}</select>`;
}

function renderNothing(filter: RunFilter): Markup {
  const isFiltered = filter.functionId || filter.status || filter.span || filter.search || filter.before;
  return isFiltered
    ? html`<section class="message"><h2>No run matches</h2><p>Widen the filter, or <a href="/runs">show all runs</a>. Ids are compared whole.</p></section>`
    : html`<section class="message"><h2>No runs yet</h2><p>A run appears here as soon as an event starts a function. <a href="/runs/functions">The functions</a> say which events they listen to.</p></section>`;
}

function renderTable(runs: ListedRun[]): Markup {
  return html`<table class="stack">
<thead><tr><th scope="col">Status</th><th scope="col">Function</th><th scope="col">Event</th><th scope="col">Started</th><th scope="col">Took</th><th scope="col">Run</th></tr></thead>
<tbody>${runs.map(renderRow)}</tbody>
</table>`;
}

function renderRow(run: ListedRun): Markup {
  const took = run.endedAt ? formatDuration(run.endedAt.getTime() - run.startedAt.getTime()) : "–";
  return html`<tr>
<td data-label="Status">${renderState(run.state)}</td>
<td data-label="Function">${run.functionId}</td>
<td data-label="Event">${run.eventName ?? "–"}</td>
<td data-label="Started">${renderTime(run.startedAt)}</td>
<td data-label="Took" class="number">${took}</td>
<td data-label="Run"><a class="id" href="/runs/${run.id}">${run.id}</a>${run.originalRunId && html` <span class="tag">rerun</span>`}</td>
</tr>`;
}

function renderPaging(filter: RunFilter, runs: ListedRun[]): Content {
  const last = runs[pageSize - 1];
  const hasMore = runs.length > pageSize && last;
  if (!filter.before && !hasMore) return null;
  return html`<nav class="paging" aria-label="Pages of the list">
${filter.before && html`<a class="button" href="${composeAddress(filter, "")}">Newest</a>`}
${hasMore && html`<a class="button" href="${composeAddress(filter, last.id)}">Older</a>`}
</nav>`;
}

function composeAddress(filter: RunFilter, before: string): string {
  const query = new URLSearchParams();
  const values = { function: filter.functionId, status: filter.status, span: filter.span, q: filter.search, before };
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  return query.size === 0 ? "/runs" : `/runs?${query}`;
}
