/** What the gateway process needs to know, read from its environment; refuses to start without it. */

import { type RealtimeLimits, readRealtimeLimits } from "../realtime/limits.ts";

export type GatewaySettings = {
  port: number;
  siteUrl: string;
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
  databaseUrl: string;
  realtimeDatabaseUrl: string;
  /** Where mails wait, and stay when there is no mail server. */
  mailFolder: string;
  /** Both or neither; the same two variables as the product's own e-mail connection. */
  smtpUrl: string | undefined;
  smtpFrom: string | undefined;
  /** Whether a new address must be confirmed before signing in. */
  mustConfirmEmail: boolean;
  storageFolder: string;
  /** The most that one file may have; 50 MB when absent. */
  storageMaxBytes: number | undefined;
  /** The hosted service's when absent. */
  realtimeLimits?: RealtimeLimits;
};

function readRequired(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function readBytes(environment: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = environment[name];
  if (!text) return undefined;
  const bytes = Number(text);
  if (!Number.isSafeInteger(bytes) || bytes < 1) throw new Error(`${name} must be a whole number of bytes`);
  return bytes;
}

/** Reads the settings. Throws naming the first variable that is missing. */
export function readGatewaySettings(environment: NodeJS.ProcessEnv): GatewaySettings {
  return {
    port: Number(readRequired(environment, "SUPABASE_PORT")),
    siteUrl: readRequired(environment, "QUARTERDECK_URL"),
    publishableKey: readRequired(environment, "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY"),
    secretKey: readRequired(environment, "SUPABASE_SECRET_KEY"),
    jwtSecret: readRequired(environment, "SUPABASE_JWT_SECRET"),
    databaseUrl: readRequired(environment, "DATABASE_URL"),
    realtimeDatabaseUrl: readRequired(environment, "REALTIME_DATABASE_URL"),
    mailFolder: readRequired(environment, "MAIL_FOLDER"),
    smtpUrl: environment.SMTP_URL || undefined,
    smtpFrom: environment.SMTP_FROM || undefined,
    mustConfirmEmail: environment.AUTH_CONFIRM_EMAIL === "true",
    storageFolder: readRequired(environment, "STORAGE_FOLDER"),
    storageMaxBytes: readBytes(environment, "STORAGE_MAX_BYTES"),
    realtimeLimits: readRealtimeLimits(environment),
  };
}
