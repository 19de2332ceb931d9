/** Auth and the data API of the embedded stack: @supabase/lite over PostgreSQL, with keys enforced and no admin mode. */
import { AsyncLocalStorage } from "node:async_hooks";
import { App, type EmailDriver } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { MAIL_LIFE_SECONDS } from "./auth/mail-flow.ts";
import type { GatewaySettings } from "./environment.ts";
import { answerRefusal, type DatabaseRefusal, isDatabaseRefusal, shortenForLog } from "./rest-refusal.ts";

export type DataApi = {
  fetch: (request: Request, peerAddress: string | null) => Promise<Response>;
  close: () => Promise<void>;
};

/** Builds the API. Every request runs as anon, authenticated or service_role, never as the connection's own role. */
export function createDataApi(settings: GatewaySettings, email: EmailDriver): DataApi {
  const connection = createPostgresConnection({
    url: settings.databaseUrl,
    postgresOptions: { max: 8, idle_timeout: 60, onnotice: () => undefined },
  });
  // Left to itself, the library grants the request roles every right on every table once it meets a policy.
  // Grants belong to the migrations, so it is told that this step is done.
  Object.defineProperty(connection, "rlsState", { value: "active", writable: false });
  const refusals = new AsyncLocalStorage<{ last?: DatabaseRefusal }>();
  const normalize = connection.normalizeDbError.bind(connection);
  connection.normalizeDbError = error => {
    const known = normalize(error);
    const store = refusals.getStore();
    if (store && isDatabaseRefusal(known)) store.last = known;
    shortenForLog(known);
    return known;
  };
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
      email: { enable_signup: true, enable_confirmations: settings.mustConfirmEmail, otp_expiry: MAIL_LIFE_SECONDS },
    },
    options: {
      server: { admin: false, disableStudio: true, disableFallback: true },
      drivers: { email },
    },
  });
  return {
    fetch: (request, peerAddress) => {
      const store: { last?: DatabaseRefusal } = {};
      return refusals.run(store, async () => {
        const response = await app.fetch(request, { peerAddress });
        const isMissed = response.status === 500 && store.last && new URL(request.url).pathname.startsWith("/rest/v1");
        return isMissed && store.last ? answerRefusal(store.last, response.headers) : response;
      });
    },
    close: () => connection.close(),
  };
}
