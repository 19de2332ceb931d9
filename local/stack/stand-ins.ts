/** What the stand-ins run, and the environment that makes the product use them; the names are the same as on hosted services. */
import path from "node:path";
import { buildDatabaseUrl } from "../postgres/database-url.ts";
import type { ChildCommand } from "./child.ts";
import type { Keys } from "./keys.ts";
import type { Ports } from "./ports.ts";

/** The environment of the pages and the worker on the embedded stack. */
export function buildAppEnvironment(keys: Keys, ports: Ports, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // The executor knows the worker by its address on this machine.
  const { INNGEST_DEV: _, INNGEST_SERVE_ORIGIN: _origin, WORKER_HOST: _host, ...rest } = inherited;
  return {
    // The SDK reads the whole environment at every call: what npm leaves in it would cost a third of that call.
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith("npm_"))),
    NODE_ENV: rest.NODE_ENV,
    NEXT_PUBLIC_SUPABASE_URL: `http://127.0.0.1:${ports.supabase}`,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: keys.publishableKey,
    DATABASE_URL: buildDatabaseUrl(ports.postgres, "quarterdeck_app", keys.rolePasswords.quarterdeck_app),
    INNGEST_BASE_URL: `http://127.0.0.1:${ports.inngest}`,
    INNGEST_EVENT_KEY: keys.inngestEventKey,
    INNGEST_SIGNING_KEY: keys.inngestSigningKey,
    WORKER_PORT: String(ports.worker),
    PORT: String(ports.app),
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

/** The environment of a stand-in: only what it needs, none of the person's own secrets. */
function buildPlainEnvironment(own: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, TZ, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, TZ, NODE_COMPILE_CACHE, NODE_ENV: "production", ...own };
}

export function gatewayCommand(projectDir: string, dataDir: string, keys: Keys, ports: Ports): ChildCommand {
  return {
    command: process.execPath,
    args: ["--max-semi-space-size=4", path.join(projectDir, "local", "supabase", "main.ts")],
    cwd: projectDir,
    env: buildPlainEnvironment({
      SUPABASE_PORT: String(ports.supabase),
      QUARTERDECK_URL: `http://localhost:${ports.app}`,
      NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: keys.publishableKey,
      SUPABASE_SECRET_KEY: keys.secretKey,
      SUPABASE_JWT_SECRET: keys.jwtSecret,
      DATABASE_URL: buildDatabaseUrl(ports.postgres, "authenticator", keys.rolePasswords.authenticator),
      REALTIME_DATABASE_URL: buildDatabaseUrl(
        ports.postgres,
        "quarterdeck_realtime",
        keys.rolePasswords.quarterdeck_realtime,
      ),
      MAIL_LOG_FILE: path.join(dataDir, "logs", "mail.log"),
    }),
  };
}

export function engineCommand(projectDir: string, keys: Keys, ports: Ports): ChildCommand {
  return {
    command: process.execPath,
    args: [path.join(projectDir, "local", "inngest", "main.ts")],
    cwd: projectDir,
    env: buildPlainEnvironment({
      DATABASE_URL: buildDatabaseUrl(ports.postgres, "inngest_engine", keys.rolePasswords.inngest_engine),
      INNGEST_PORT: String(ports.inngest),
      INNGEST_EVENT_KEY: keys.inngestEventKey,
      INNGEST_SIGNING_KEY: keys.inngestSigningKey,
      INNGEST_APP_URLS: `http://127.0.0.1:${ports.worker}/api/inngest`,
    }),
  };
}
