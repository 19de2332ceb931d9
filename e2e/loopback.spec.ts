import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { listListeners } from "#testing/listening.ts";

test("no part of the embedded product listens on an address that another machine could reach", () => {
  test.skip(process.platform !== "linux", "the operating system is asked through /proc");
  const file = path.join(process.env.QUARTERDECK_DATA ?? "", "stack.json");
  const { pids, urls }: { pids: Record<string, number>; urls: Record<string, string> } = JSON.parse(
    readFileSync(file, "utf8"),
  );
  const listeners = listListeners(Object.values(pids));
  const ports = Object.values(urls).map(url => Number(new URL(url).port));
  expect(listeners.map(({ port }) => port)).toEqual(expect.arrayContaining(ports));
  expect(listeners.filter(({ address }) => address !== "127.0.0.1" && address !== "::1")).toEqual([]);
});
