/** The fault `port`: each port of the product is taken by another program before it starts. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Fault, type FaultOptions, Findings, type Outcome } from "./outcome.ts";
import { takePorts } from "./ports.ts";
import { listDescendants } from "./processes.ts";

const variables = ["PORT", "SUPABASE_PORT", "POSTGRES_PORT", "INNGEST_PORT", "WORKER_PORT"] as const;

export const portTaken: Fault = {
  name: "port",
  promise: "a start says which port is taken, by whom and how to choose another, and leaves nothing half started",
  run: takeEachPort,
};

async function takeEachPort({ say }: FaultOptions): Promise<Outcome> {
  const findings = new Findings();
  const slowMs: number[] = [];
  const wrong: string[] = [];
  for (const variable of variables) {
    const ports = await takePorts(variables.length);
    const taken = ports[variables.indexOf(variable)] as number;
    const other = createServer();
    await new Promise<void>(resolve => other.listen(taken, "127.0.0.1", resolve));
    const dataDir = mkdtempSync(path.join(tmpdir(), "quarterdeck-port-"));
    try {
      const startedAt = performance.now();
      const { code, output } = await tryStart(dataDir, ports);
      slowMs.push(performance.now() - startedAt);
      say(
        output
          .trim()
          .split("\n")
          .find(line => line.includes(String(taken))) ?? `no word of port ${taken}`,
      );
      const expectations: [boolean, string][] = [
        [code === 1, `ended with ${code}`],
        [output.includes(`Port ${taken}`), "does not name the port"],
        [output.includes(`process ${process.pid}`), "does not name the process that has it"],
        [new RegExp(`\\b${variable}=\\d+`).test(output), "does not say how to choose another"],
        [!existsSync(path.join(dataDir, "postgres", "PG_VERSION")), "has created a database"],
        [!existsSync(path.join(dataDir, "lock")), "still holds its data folder"],
        [!existsSync(path.join(dataDir, "stack.json")), "says that it runs"],
        [listDescendants(process.pid).length === 0, "has left processes"],
      ];
      wrong.push(...expectations.filter(([holds]) => !holds).map(([, sentence]) => `${variable}: ${sentence}`));
    } finally {
      await new Promise(resolve => other.close(resolve));
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  findings.count("ports", variables.length);
  findings.count("refused_after_max_ms", Math.max(...slowMs));
  findings.refuse("wrong_refusals", wrong, "refusals are not as promised");
  return findings.end();
}

function tryStart(dataDir: string, ports: readonly number[]): Promise<{ code: number | null; output: string }> {
  const root = path.join(import.meta.dirname, "..");
  const child = spawn(process.execPath, [path.join(root, "local", "bootstrap.mjs"), "start"], {
    cwd: root,
    env: {
      ...process.env,
      ...Object.fromEntries(variables.map((name, index) => [name, String(ports[index])])),
      QUARTERDECK_DATA: dataDir,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", chunk => (output += String(chunk)));
  return new Promise(resolve => child.once("close", code => resolve({ code, output })));
}
