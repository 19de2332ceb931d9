/** `npm run db:types`: writes lib/db/types.gen.ts from the migrations, by way of a throw-away database. */
import { spawn } from "node:child_process";
import path from "node:path";
import { buildDatabaseUrl } from "#local/postgres/database-url.ts";
import { startTestPostgres, TEMPLATE_DATABASE } from "./postgres.ts";

const projectDir = path.dirname(import.meta.dirname);
const { server, stop } = await startTestPostgres();
try {
  const generator = path.join(projectDir, "node_modules", "kysely-codegen", "dist", "cli", "bin.js");
  const args = [
    generator,
    "--dialect=postgres",
    `--url=${buildDatabaseUrl(server.port, "postgres", server.password, TEMPLATE_DATABASE)}`,
    `--out-file=${path.join(projectDir, "lib", "db", "types.gen.ts")}`,
    "--default-schema=public",
    "--include-pattern=public.*",
    // The product's sessions parse bigint as a number: ids are uuids, and money stays far below 2^53.
    '--type-mapping={"int8":"number"}',
    ...process.argv.slice(2),
  ];
  const child = spawn(process.execPath, args, { cwd: projectDir, stdio: "inherit" });
  process.exitCode = (await new Promise<number | null>(resolve => child.once("close", resolve))) ?? 1;
} finally {
  await stop();
}
