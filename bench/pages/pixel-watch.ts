/** Owns what a page shows and when: runs inside the page, and notes the frame in which a value that is watched was first there. */
import type { Page } from "@playwright/test";

/** Values by name: "status <id>" for rows, "count" for what waits, "progress" for how many of a sweep are done. */
export type Sight = { name: string; value: string; at: number };

declare global {
  interface Window {
    sights: Sight[];
  }
}

/** Begins to watch and returns what is there now. Times are milliseconds of the machine's clock, after the frame was drawn. */
export async function watchPixels(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    // Date.now() counts whole milliseconds: where it turns over tells how far the finer clock is off.
    let turned = Date.now();
    while (Date.now() === turned);
    turned = Date.now();
    const offset = turned - performance.now();
    window.sights = [];
    function read(): [string, string][] {
      const count = document.querySelector('nav[aria-label="Pages"] a[href="/approvals"]')?.textContent ?? "";
      const progress = document.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow");
      const rows = [...document.querySelectorAll("[data-row]")].map((row): [string, string] => [
        `status ${row.getAttribute("data-row")}`,
        row.firstElementChild?.textContent ?? "",
      ]);
      return [
        ["count", String(Number.parseInt(/\d+/.exec(count)?.[0] ?? "0", 10))],
        ["progress", progress ?? ""],
        ...rows,
      ];
    }
    const channel = new MessageChannel();
    let waiting: [string, string][][] = [];
    channel.port1.onmessage = () => {
      const at = performance.now() + offset;
      for (const values of waiting) for (const [name, value] of values) window.sights.push({ name, value, at });
      waiting = [];
    };
    const first = read();
    const last = new Map(first);
    function look() {
      const changed = read().filter(([name, value]) => last.get(name) !== value);
      if (changed.length === 0) return;
      for (const [name, value] of changed) last.set(name, value);
      // A message that is posted in a frame's callback comes after that frame has been drawn.
      requestAnimationFrame(() => {
        waiting.push(changed);
        channel.port2.postMessage(null);
      });
    }
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ["aria-valuenow"],
    });
    return Object.fromEntries(first);
  });
}

/** What has been seen since the watch began. */
export async function readSights(page: Page): Promise<Sight[]> {
  return page.evaluate(() => window.sights);
}
