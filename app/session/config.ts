/** Reads, at request time, where Supabase is; never inlined into a build, because keys are made at first start. */

export type SupabaseWebConfig = { url: string; publishableKey: string };

function readRequired(name: "NEXT_PUBLIC_SUPABASE_URL" | "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY"): string {
  // Read by a computed name: Next would replace a literal NEXT_PUBLIC_ name with its value at build time.
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start with \`npm start\`, or set it to your project's value.`);
  return value;
}

/** The project's address and its publishable key, for the server and, passed as props, for the browser. */
export function readSupabaseConfig(): SupabaseWebConfig {
  return {
    url: readRequired("NEXT_PUBLIC_SUPABASE_URL"),
    publishableKey: readRequired("NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY"),
  };
}
