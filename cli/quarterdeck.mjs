#!/usr/bin/env node
/** Starts the command line on a Node that runs TypeScript: this one when it can, the project's own otherwise. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));
const [major = 0] = process.versions.node.split(".").map(Number);

if (major >= 24) {
  await import("./main.ts");
} else {
  const binary = process.platform === "win32" ? "node.exe" : "node";
  const own = fileURLToPath(new URL(`../node_modules/node/bin/${binary}`, import.meta.url));
  if (!existsSync(own)) {
    console.error(
      "quarterdeck needs Node 24 or newer, or its own in node_modules: run `npm install` in its folder first.",
    );
    process.exit(1);
  }
  const child = spawn(own, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  // The terminal sends Ctrl-C to both; only the child decides how to end.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", error => {
    console.error(`quarterdeck could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(signal === "SIGINT" ? 130 : (code ?? 1)));
}
