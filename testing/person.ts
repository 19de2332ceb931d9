/** A person for journeys and measurements: signs up through the official client and calls the product as a browser would. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { createServerClient } from "@supabase/ssr";
import type { Product } from "./product.ts";

export type Person = {
  email: string;
  password: string;
  /** Sends JSON with the session's cookies. Throws with the problem's detail when the answer is not a success. */
  call<T>(method: "GET" | "POST" | "PATCH" | "DELETE", apiPath: string, body?: unknown): Promise<T>;
  /** A key with every scope. */
  createKey(name: string, scopes: readonly string[]): Promise<string>;
};

let count = 0;

/** Signs a new person up. */
export async function signUpPerson(
  product: Pick<Product, "url" | "dataDir">,
  email = `person-${Date.now()}-${++count}@example.com`,
): Promise<Person> {
  const { publishableKey } = JSON.parse(readFileSync(path.join(product.dataDir, "keys.json"), "utf8"));
  const { supabase } = readStack(product.dataDir);
  const jar = new Map<string, string>();
  const client = createServerClient(supabase, publishableKey, {
    cookieOptions: { name: "quarterdeck-session" },
    cookies: {
      getAll: () => [...jar].map(([name, value]) => ({ name, value })),
      setAll: entries => {
        for (const { name, value } of entries) jar.set(name, value);
      },
    },
  });
  const password = `pass-${Math.random().toString(36).slice(2)}-${Date.now()}`;
  const { error } = await client.auth.signUp({ email, password });
  if (error) throw new Error(`${email} could not sign up: ${error.message}`);

  const call = async <T>(method: string, apiPath: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${product.url}/api/v1${apiPath}`, {
      method,
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        origin: product.url,
        "sec-fetch-site": "same-origin",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const answer = await response.json();
    if (!response.ok)
      throw new Error(`${method} ${apiPath}: ${response.status} ${answer.detail ?? JSON.stringify(answer)}`);
    return answer as T;
  };
  return {
    email,
    password,
    call,
    async createKey(name, scopes) {
      return (await call<{ secret: string }>("POST", "/keys", { name, scopes })).secret;
    },
  };
}

function readStack(dataDir: string): { supabase: string } {
  const stack = JSON.parse(readFileSync(path.join(dataDir, "stack.json"), "utf8"));
  return { supabase: stack.urls.supabase };
}
