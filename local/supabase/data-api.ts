/** Auth and the data API of the embedded stack: @supabase/lite over PostgreSQL, with keys enforced and no admin mode. */
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import type { GatewaySettings } from "./environment.ts";
import { MailLog } from "./mail-log.ts";

export type DataApi = {
  fetch: (request: Request, peerAddress: string | null) => Promise<Response>;
  close: () => Promise<void>;
};

/** Builds the API. Every request runs as anon, authenticated or service_role, never as the connection's own role. */
export function createDataApi(settings: GatewaySettings): DataApi {
  const connection = createPostgresConnection({
    url: settings.databaseUrl,
    postgresOptions: { max: 8, idle_timeout: 60, onnotice: () => undefined },
  });
  // Left to itself, the library grants the request roles every right on every table once it meets a policy.
  // Grants belong to the migrations, so it is told that this step is done.
  Object.defineProperty(connection, "rlsState", { value: "active", writable: false });
  const app = new App({
    connection,
    api: { enabled: true, schemas: ["public"], max_rows: 1000 },
    auth: {
      enabled: true,
      enable_signup: true,
      jwt_secret: settings.jwtSecret,
      jwt_expiry: 3600,
      publishable_key: settings.publishableKey,
      secret_key: settings.secretKey,
      site_url: settings.siteUrl,
      additional_redirect_urls: [`${settings.siteUrl}/**`],
      minimum_password_length: 8,
      enable_refresh_token_rotation: true,
      email: { enable_signup: true, enable_confirmations: false },
    },
    options: {
      server: { admin: false, disableStudio: true, disableFallback: true },
      drivers: { email: new MailLog(settings.mailLogFile) },
    },
  });
  return {
    fetch: (request, peerAddress) => app.fetch(request, { peerAddress }),
    close: () => connection.close(),
  };
}
