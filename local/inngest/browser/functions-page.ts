/** Owns the page that lists the apps' addresses, up or down, and the functions with their settings. */
import type { Engine } from "../engine.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import type { Reply } from "../routes/route.ts";
import { formatDuration } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { renderPage } from "./page.ts";
import type { Session } from "./sessions.ts";

/** Shown apart from the settings, or of no use to a person. */
const shownElsewhere = new Set(["id", "appId", "query", "version", "eventTriggers", "crons", "flow"]);

export function renderFunctionsPage(engine: Engine, session: Session): Reply {
  const definitions = [...engine.registry.functions.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  const main = html`<div class="title"><h1>Functions</h1><a class="button" href="/runs/functions">Refresh</a></div>
<section><h2>Addresses</h2>${renderAddresses(engine)}</section>
<section><h2>Functions</h2>${
    definitions.length === 0
      ? html`<p class="note">No app has registered its functions yet. An address is asked again and again until it answers.</p>`
      : html`<ul class="cards">${definitions.map(renderFunction)}</ul>`
  }</section>`;
  return renderPage({ title: "Functions", main, session, current: "functions" });
}

function renderAddresses(engine: Engine): Markup {
  const { addresses } = engine.registry;
  const { troubles } = engine.registrations;
  const urls = [...new Set([...addresses.keys(), ...troubles.keys()])].sort();
  if (urls.length === 0) return html`<p class="note">No address is known.</p>`;
  return html`<table class="stack">
<thead><tr><th scope="col">Status</th><th scope="col">Address</th><th scope="col">App</th><th scope="col">Calls under way</th><th scope="col">Trouble</th></tr></thead>
<tbody>${urls.map(url => {
    const address = addresses.get(url);
    return html`<tr>
<td data-label="Status"><span class="state ${address?.isUp ? "completed" : "failed"}">${address?.isUp ? "up" : "down"}</span></td>
<td data-label="Address" class="id">${url}</td>
<td data-label="App">${address?.appId ?? "–"}</td>
<td data-label="Calls under way" class="number">${address?.inFlight ?? 0}</td>
<td data-label="Trouble">${troubles.get(url) ?? "–"}</td>
</tr>`;
  })}</tbody></table>`;
}

function renderFunction(definition: FunctionDefinition): Markup {
  const settings = Object.entries({ ...definition, ...definition.flow }).filter(
    ([name, value]) => !shownElsewhere.has(name) && !isEmpty(value),
  );
  return html`<li class="card"><h3>${definition.id}</h3>
<p class="card-link"><a href="/runs?function=${encodeURIComponent(definition.id)}">Its runs<span class="hidden"> (${definition.id})</span></a></p>
<dl class="card-facts">
${definition.eventTriggers.map(({ event, expression }) => html`<dt>On event</dt><dd>${event}${expression && html` if <code>${expression}</code>`}</dd>`)}
${definition.crons.map(({ schedule }) => html`<dt>At</dt><dd><code>${schedule}</code></dd>`)}
${settings.map(([name, value]) => html`<dt>${describeName(name)}</dt><dd><code>${describeValue(value, name)}</code></dd>`)}
</dl></li>`;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** `maxAttempts` as "Max attempts"; the unit of a duration is said with its value. */
function describeName(name: string): string {
  const words = name
    .replace(/Ms$/, "")
    .replaceAll(/([A-Z])/g, " $1")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A setting in a line: lists by semicolons, members by commas. */
function describeValue(value: unknown, name = ""): string {
  if (value === Number.POSITIVE_INFINITY) return "unlimited";
  if (typeof value === "number" && name.endsWith("Ms")) return formatDuration(value);
  if (Array.isArray(value)) return value.map(entry => describeValue(entry)).join("; ");
  if (value === null || typeof value !== "object") return String(value);
  const members = Object.entries(value).filter(([, member]) => !isEmpty(member));
  return members.map(([key, member]) => `${key.replace(/Ms$/, "")} ${describeValue(member, key)}`).join(", ");
}
