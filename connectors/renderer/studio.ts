/** Owns the one browser that a worker films in: opened for a film, closed after it, without a way to any network. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser, Page, Route } from "playwright-core";
import { AppError } from "#lib/core/errors.ts";
import { findChromium } from "./chromium.ts";

/** A name that exists nowhere; https makes it a place where a browser offers its encoders. */
const ORIGIN = "https://studio.invalid";
const LAUNCH_TIMEOUT_MS = 30_000;
const ARGUMENTS = ["--host-resolver-rules=MAP * ~NOTFOUND", "--no-proxy-server", "--mute-audio"];
/** What a browser needs to know of the process that starts it; keys and addresses of the product are not among it. */
const PASSED_ON = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "FONTCONFIG_FILE"];

const PAGE = `<!doctype html><meta charset="utf-8"><title>Studio</title>
<style>@font-face { font-family: "Geist"; src: url("/geist.woff2") format("woff2"); font-weight: 100 900; }</style>
<script type="importmap">{ "imports": { "mediabunny": "/mediabunny.mjs" } }</script>
<script type="module" src="/record.mjs"></script>`;

/** The end of what is under way: the next film waits for it. */
let busy: Promise<unknown> = Promise.resolve();

/** The most one film may take, whatever it is given: a stuck encoder must not hold the worker. */
const FILM_TIMEOUT_MS = 300_000;

/**
 * Runs work in a fresh page of a browser of its own, after whoever came before. Aborting closes the browser.
 * Throws `unavailable` when no browser can be had or it dies, `timeout` when the signal or five minutes end the work.
 */
export async function runInStudio<T>(signal: AbortSignal, work: (page: Page) => Promise<T>): Promise<T> {
  const before = busy;
  let leave = (): void => undefined;
  busy = new Promise<void>(resolve => {
    leave = resolve;
  }).then(() => before);
  try {
    await Promise.race([before, whenAborted(signal)]);
    return await openStudio(AbortSignal.any([signal, AbortSignal.timeout(FILM_TIMEOUT_MS)]), work);
  } finally {
    leave();
  }
}

async function openStudio<T>(signal: AbortSignal, work: (page: Page) => Promise<T>): Promise<T> {
  const browser = await launch(signal);
  const close = () => void browser.close().catch(() => undefined);
  signal.addEventListener("abort", close);
  try {
    signal.throwIfAborted();
    const context = await browser.newContext({ serviceWorkers: "block" });
    const page = await context.newPage();
    await page.route("**/*", answer);
    await page.goto(`${ORIGIN}/`);
    return await Promise.race([work(page), whenAborted(signal)]);
  } catch (error) {
    if (signal.aborted) throw refuseTime(signal);
    if (error instanceof AppError) throw error;
    if (!browser.isConnected()) {
      throw new AppError("unavailable", "the browser that makes videos ended in the middle: it is tried again", {
        cause: error,
      });
    }
    throw error;
  } finally {
    signal.removeEventListener("abort", close);
    await browser.close();
  }
}

async function launch(signal: AbortSignal): Promise<Browser> {
  const { executablePath, env, args } = await findChromium();
  const { chromium } = await import("playwright-core");
  const launching = chromium.launch({
    executablePath,
    args: [...args, ...ARGUMENTS],
    env: Object.fromEntries(Object.entries(env).filter(([name]) => PASSED_ON.includes(name))),
    timeout: LAUNCH_TIMEOUT_MS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  try {
    return await Promise.race([launching, whenAborted(signal)]);
  } catch (cause) {
    if (!signal.aborted) {
      const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
      throw new AppError(
        "unavailable",
        `Chromium at ${executablePath} does not start (${reason}): install another Chrome or Chromium, or set CHROMIUM_PATH to one that runs`,
        { cause },
      );
    }
    void launching.then(browser => browser.close()).catch(() => undefined);
    throw refuseTime(signal);
  }
}

/** Answers every request of the page from the disk; anything that is not part of the studio does not exist. */
async function answer(route: Route): Promise<void> {
  const { origin, pathname } = new URL(route.request().url());
  if (origin !== ORIGIN) return route.abort();
  const name = pathname.slice(1);
  if (name === "") return route.fulfill({ contentType: "text/html", body: PAGE });
  const file = findFile(name);
  if (file === null) return route.fulfill({ status: 404, body: "" });
  await route.fulfill({
    contentType: name.endsWith(".mjs") ? "text/javascript" : "font/woff2",
    body: await readFile(file),
  });
}

function findFile(name: string): string | null {
  const require = createRequire(path.join(process.cwd(), "package.json"));
  const besideEntry = (entry: string, ...to: string[]) => path.join(path.dirname(require.resolve(entry)), ...to);
  if (name === "mediabunny.mjs") return besideEntry("mediabunny", "mediabunny.min.mjs");
  if (name === "geist.woff2") return besideEntry("geist/font/sans", "fonts", "geist-sans", "Geist-Variable.woff2");
  if (["record.mjs", "draw-frame.mjs"].includes(name))
    return path.join(process.cwd(), "connectors", "renderer", "page", name);
  return null;
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) return reject(refuseTime(signal));
    signal.addEventListener("abort", () => reject(refuseTime(signal)), { once: true });
  });
}

function refuseTime(signal: AbortSignal): AppError {
  return new AppError("timeout", "the video was stopped before it was finished: make it shorter, or try again", {
    cause: signal.reason,
  });
}
