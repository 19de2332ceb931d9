/** A browser's cookies for one site, as a server-side client of @supabase/ssr sees them from request to request. */
import { createServerClient } from "@supabase/ssr";
import type { SupabaseClient } from "@supabase/supabase-js";

export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** A new client for the next request: it knows only what the cookies hold. */
  openRequest(url: string, key: string): SupabaseClient {
    return createServerClient(url, key, {
      cookies: {
        getAll: () => [...this.#cookies].map(([name, value]) => ({ name, value })),
        setAll: entries => {
          for (const { name, value, options } of entries) {
            if (value === "" || options.maxAge === 0) this.#cookies.delete(name);
            else this.#cookies.set(name, value);
          }
        },
      },
    });
  }

  get names(): string[] {
    return [...this.#cookies.keys()];
  }

  /** Changes the stored session, as time would. */
  editSession(change: (session: { expires_at: number; access_token: string; refresh_token: string }) => void): void {
    const parts = this.names.filter(name => name.includes("-auth-token") && !name.includes("verifier")).sort();
    const text = parts.map(name => this.#cookies.get(name)).join("");
    const session = JSON.parse(Buffer.from(text.replace(/^base64-/, ""), "base64url").toString("utf8"));
    change(session);
    for (const name of parts) this.#cookies.delete(name);
    const base = (parts[0] ?? "").replace(/\.\d+$/, "");
    this.#cookies.set(base, `base64-${Buffer.from(JSON.stringify(session)).toString("base64url")}`);
  }
}
