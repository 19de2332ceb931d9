/** Owns the frame of every page of the run browser, and the headers that allow it nothing but its own style and script. */
import type { Reply } from "../routes/route.ts";
import { type Content, html, type Markup } from "./html.ts";
import type { Session } from "./sessions.ts";

const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cache-control": "no-store",
};

export interface Page {
  title: string;
  main: Content;
  status?: number;
  /** Absent on pages for those who are not let in. */
  session?: Session;
  current?: "runs" | "functions";
  headers?: Record<string, string>;
}

export function renderPage(page: Page): Reply {
  return {
    status: page.status ?? 200,
    headers: { ...securityHeaders, "content-type": "text/html; charset=utf-8", ...page.headers },
    body: renderDocument(page).text,
  };
}

/** A text or an asset that is no page. */
export function renderText(body: string, type: string): Reply {
  return { status: 200, headers: { ...securityHeaders, "content-type": `${type}; charset=utf-8` }, body };
}

export function redirect(location: string, headers: Record<string, string> = {}): Reply {
  return { status: 303, headers: { ...securityHeaders, location, ...headers }, body: "" };
}

/** A page that only says something, with what to do next. */
export function renderMessage(status: number, title: string, main: Content, session?: Session): Reply {
  const content = html`<section class="message"><h1>${title}</h1>${main}</section>`;
  return renderPage({ title, status, main: content, ...(session ? { session } : {}) });
}

function renderDocument({ title, main, session, current }: Page): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Quarterdeck runs</title>
<link rel="stylesheet" href="/runs/assets/browser.css">
<link rel="icon" href="/runs/assets/icon.svg" type="image/svg+xml">
<script src="/runs/assets/browser.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<span class="brand">Quarterdeck <span>runs</span></span>
${session && renderNavigation(session, current)}
</header>
<main id="main" tabindex="-1">
${main}
</main>
</body>
</html>
`;
}

function renderNavigation(session: Session, current: Page["current"]): Markup {
  const link = (name: "runs" | "functions", path: string, label: string) =>
    current === name ? html`<a href="${path}" aria-current="page">${label}</a>` : html`<a href="${path}">${label}</a>`;
  return html`<nav aria-label="Pages">${link("runs", "/runs", "Runs")}${link("functions", "/runs/functions", "Functions")}</nav>
<form method="post" action="/runs/leave">${renderFormToken(session)}<button class="quiet">Leave</button></form>`;
}

export function renderFormToken(session: Session): Markup {
  return html`<input type="hidden" name="token" value="${session.formToken}">`;
}
