/** What the gateway process needs to know, read from its environment; refuses to start without it. */

export type GatewaySettings = {
  port: number;
  siteUrl: string;
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
  databaseUrl: string;
  realtimeDatabaseUrl: string;
  mailLogFile: string;
};

function readRequired(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
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
    mailLogFile: readRequired(environment, "MAIL_LOG_FILE"),
  };
}
