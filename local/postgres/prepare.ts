/** A short process that brings the database up to date and prints what it applied; apart, so that the supervisor stays small. */
import { bootstrapDatabase } from "./bootstrap.ts";
import type { LoginRole } from "./login-roles.ts";
import { applyMigrations, MigrationError } from "./migrate.ts";
import { waitForPostgres } from "./wait.ts";

const RECOVERY_TIMEOUT_MS = 120_000;

export type PrepareRequest = {
  superuserUrl: string;
  ownerUrl: string;
  rolePasswords: Record<LoginRole, string>;
  migrationsDir: string;
};

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const request: PrepareRequest = JSON.parse(Buffer.concat(chunks).toString("utf8"));

try {
  // It may accept connections while it still recovers from a crash.
  await waitForPostgres(request.superuserUrl, RECOVERY_TIMEOUT_MS, () => true);
  await bootstrapDatabase(request.superuserUrl, request.rolePasswords);
  const outcome = await applyMigrations(request.ownerUrl, request.migrationsDir);
  process.stdout.write(JSON.stringify(outcome));
} catch (error) {
  if (!(error instanceof MigrationError)) throw error;
  process.stderr.write(error.message);
  process.exitCode = 2;
}
