/** Owns the reading of the environment: each variable named, checked once, and explained when it is missing. */
import { z } from "zod";
import "./field-messages.ts";

const Env = z.object({
  NEXT_PUBLIC_SUPABASE_URL: z.url(),
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: z.string().min(1),
  DATABASE_URL: z.string().startsWith("postgres"),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(100).default(10),
  INNGEST_EVENT_KEY: z.string().min(1),
  INNGEST_SIGNING_KEY: z.string().min(1),
  INNGEST_BASE_URL: z.url().optional(),
  INNGEST_SERVE_ORIGIN: z.url().optional(),
  WORKER_HOST: z.string().min(1).default("127.0.0.1"),
  WORKER_PORT: z.coerce.number().int().default(3210),
  SMTP_URL: z.string().startsWith("smtp").optional(),
  SMTP_FROM: z.string().optional(),
  MODEL_PROVIDER: z.enum(["openai", "anthropic", "ollama", "compatible"]).optional(),
  MODEL_NAME: z.string().optional(),
  MODEL_BASE_URL: z.url().optional(),
  MODEL_API_KEY: z.string().optional(),
  MODEL_INPUT_MICROS_PER_MTOK: z.coerce.number().nonnegative().optional(),
  MODEL_OUTPUT_MICROS_PER_MTOK: z.coerce.number().nonnegative().optional(),
  CREDENTIALS_KEY: z.string().min(1).optional(),
  CREDENTIALS_KEY_PREVIOUS: z.string().min(1).optional(),
  ALLOW_PRIVATE_ADDRESSES: z.enum(["yes", "no"]).default("no"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});
export type Env = z.infer<typeof Env>;

/** The environment, checked. Throws one error that names every variable that is missing or malformed. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(present);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(issue => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete. Start with "npm start", or set:\n${lines.join("\n")}`);
}
