/** What the stand-ins run, and the environment that makes the product use them; the names are the same as on hosted services. */
import path from "node:path";
import { buildDatabaseUrl, throughSocket } from "../postgres/database-url.ts";
import { LIMIT_VARIABLES } from "../realtime/limits.ts";
import type { ChildCommand } from "./child.ts";
import type { Keys } from "./keys.ts";
import type { Ports } from "./ports.ts";

/** Where the parts find one another and what they prove themselves with. */
export type Wiring = { keys: Keys; ports: Ports; socketDir: string | undefined };

function addressDatabase({ keys, ports, socketDir }: Wiring, role: keyof Keys["rolePasswords"]): string {
  return throughSocket(buildDatabaseUrl(ports.postgres, role, keys.rolePasswords[role]), socketDir);
}

/** The environment of the pages and the worker on the embedded stack. */
export function buildAppEnvironment(wiring: Wiring, dataDir: string, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { keys, ports } = wiring;
  // The executor knows the worker by its address on this machine.
  const { INNGEST_DEV: _, INNGEST_SERVE_ORIGIN: _origin, WORKER_HOST: _host, ...rest } = inherited;
  return {
    // The SDK reads the whole environment at every call: what npm leaves in it would cost a third of that call.
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith("npm_"))),
    NODE_ENV: rest.NODE_ENV,
    NEXT_PUBLIC_SUPABASE_URL: `http://127.0.0.1:${ports.supabase}`,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: keys.publishableKey,
    DATABASE_URL: addressDatabase(wiring, "quarterdeck_app"),
    INNGEST_BASE_URL: `http://127.0.0.1:${ports.inngest}`,
    INNGEST_EVENT_KEY: keys.inngestEventKey,
    INNGEST_SIGNING_KEY: keys.inngestSigningKey,
    CREDENTIALS_KEY: inherited.CREDENTIALS_KEY || keys.credentialsKey,
    // Whoever runs this stack is alone with it: a vendor of theirs may be on the same machine.
    ALLOW_PRIVATE_ADDRESSES: inherited.ALLOW_PRIVATE_ADDRESSES || "yes",
    WORKER_PORT: String(ports.worker),
    PORT: String(ports.app),
    // Without a mail server people are told where the mails of signing in lie.
    ...(inherited.SMTP_URL ? {} : { SIGN_IN_MAIL_FOLDER: path.join(dataDir, "mail") }),
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

/** The environment of a stand-in: only what it needs, none of the person's own secrets but those named. */
function buildPlainEnvironment(own: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, TZ, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, TZ, NODE_COMPILE_CACHE, NODE_ENV: "production", ...own };
}

/** The variables among these that have a value. */
function pickSet(inherited: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap(name => (inherited[name] ? [[name, inherited[name]]] : [])));
}

export function gatewayCommand(
  projectDir: string,
  dataDir: string,
  wiring: Wiring,
  inherited: NodeJS.ProcessEnv,
): ChildCommand {
  const { keys, ports } = wiring;
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
      // Another driver, which knows no socket files.
      DATABASE_URL: buildDatabaseUrl(ports.postgres, "authenticator", keys.rolePasswords.authenticator),
      REALTIME_DATABASE_URL: addressDatabase(wiring, "quarterdeck_realtime"),
      // Nobody shares this machine: a hundred open pages under full load stay within it.
      REALTIME_MAX_EVENTS_PER_SECOND: "20000",
      MAIL_FOLDER: path.join(dataDir, "mail"),
      STORAGE_FOLDER: path.join(dataDir, "storage"),
      ...pickSet(inherited, ["SMTP_URL", "SMTP_FROM", "AUTH_CONFIRM_EMAIL", "STORAGE_MAX_BYTES", ...LIMIT_VARIABLES]),
    }),
  };
}

export function engineCommand(projectDir: string, wiring: Wiring): ChildCommand {
  const { keys, ports } = wiring;
  return {
    command: process.execPath,
    args: [path.join(projectDir, "local", "inngest", "main.ts")],
    cwd: projectDir,
    env: buildPlainEnvironment({
      DATABASE_URL: addressDatabase(wiring, "inngest_engine"),
      INNGEST_PORT: String(ports.inngest),
      INNGEST_EVENT_KEY: keys.inngestEventKey,
      INNGEST_SIGNING_KEY: keys.inngestSigningKey,
      INNGEST_APP_URLS: `http://127.0.0.1:${ports.worker}/api/inngest`,
    }),
  };
}
