/** What `npm test` runs: every check, the tests on a real PostgreSQL, and the journeys in a real browser; one closing line. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** `unsteady` names what failed once and passed when it was run again: counted as passed, and never left unsaid. */
type Tally = { passed: number; failed: number; skipped: number; unsteady: string[] };
type UnitTest = { fullName: string; status: string; failureMessages: string[] };
type UnitFile = { assertionResults: UnitTest[] };
type Suite = { specs: { title: string; tests: { status: string }[] }[]; suites?: Suite[] };

const root = path.join(import.meta.dirname, "..");
const reports = mkdtempSync(path.join(tmpdir(), "quarterdeck-reports-"));
const unitReport = path.join(reports, "unit.json");
const journeyReport = path.join(reports, "journeys.json");

/** Runs a tool of node_modules/.bin and returns its exit code. */
function run(title: string, tool: string, args: string[], environment: Record<string, string> = {}): Promise<number> {
  process.stdout.write(`\n── ${title}\n`);
  const bin = path.join(root, "node_modules", ".bin");
  return new Promise(resolve => {
    const child = spawn(path.join(bin, tool), args, {
      cwd: root,
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, ...environment },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", error => {
      process.stderr.write(`${tool} could not be run: ${error.message}\n`);
      resolve(127);
    });
    child.on("exit", code => resolve(code ?? 1));
  });
}

async function check(title: string, tool: string, args: string[]): Promise<Tally> {
  const code = await run(title, tool, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, unsteady: [] };
}

/** A runner that ended badly without counting a failure has failed all the same. */
function count(code: number, read: () => Tally): Tally {
  const tally = read();
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

const nothingRan: Tally = { passed: 0, failed: 1, skipped: 0, unsteady: [] };

function readUnitTests(): Tally {
  if (!existsSync(unitReport)) return nothingRan;
  const report = JSON.parse(readFileSync(unitReport, "utf8"));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    unsteady: report.testResults
      .flatMap((file: UnitFile) => file.assertionResults)
      .filter(({ status, failureMessages }: UnitTest) => status === "passed" && failureMessages.length > 0)
      .map(({ fullName }: UnitTest) => fullName),
  };
}

function readJourneys(): Tally {
  if (!existsSync(journeyReport)) return nothingRan;
  const { stats, suites } = JSON.parse(readFileSync(journeyReport, "utf8"));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    unsteady: listFlaky(suites),
  };
}

function listFlaky(suites: readonly Suite[]): string[] {
  return suites.flatMap(({ specs, suites: inner = [] }) => [
    ...specs.filter(({ tests }) => tests.some(({ status }) => status === "flaky")).map(({ title }) => title),
    ...listFlaky(inner),
  ]);
}

const named = process.argv.slice(2);
if (named.length > 0) process.exit(await run("Tests", "vitest", ["run", ...named]));

const tallies = [
  await check("Types", "tsc", ["--noEmit"]),
  await check("Format and lint", "biome", ["check", "--error-on-warnings"]),
  await check("Unused code", "knip", []),
];
const unitCode = await run("Tests", "vitest", [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${unitReport}`,
]);
tallies.push(count(unitCode, readUnitTests));
const journeyCode = await run("Journeys in a browser", "node", ["testing/run-e2e.ts"], {
  PLAYWRIGHT_JSON_OUTPUT_FILE: journeyReport,
});
tallies.push(count(journeyCode, readJourneys));
rmSync(reports, { recursive: true, force: true });

const total = tallies.reduce((sum, tally) => ({
  passed: sum.passed + tally.passed,
  failed: sum.failed + tally.failed,
  skipped: sum.skipped + tally.skipped,
  unsteady: [...sum.unsteady, ...tally.unsteady],
}));
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
if (total.unsteady.length > 0)
  process.stdout.write(`\nPassed only when run again:\n${total.unsteady.map(name => `  ${name}\n`).join("")}`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
