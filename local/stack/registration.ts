/** Tells Inngest where the functions are, as a sync by hand would, and says honestly what came of it. */

const TIMEOUT_MS = 15_000;

/**
 * Asks the functions at this address to register themselves, unless they would name an address that Inngest cannot call.
 * Resolves to what the terminal should say; never throws.
 */
export async function registerFunctions(url: string, environment: NodeJS.ProcessEnv): Promise<string> {
  if (!environment.INNGEST_BASE_URL && !environment.INNGEST_SERVE_ORIGIN) {
    return "The functions were not registered: Inngest Cloud cannot call this machine's own address. Sync https://YOUR-ADDRESS/api/inngest there, or set INNGEST_SERVE_ORIGIN to your address and start again.";
  }
  const outcome = await tryRegister(url);
  if (outcome === null) return `Inngest knows the functions at ${url}.`;
  return `The functions are not registered (${outcome}). Tasks stay queued until they are: sync the app in Inngest, or run: curl -X PUT ${url}`;
}

/** Null when it worked, or why not. */
async function tryRegister(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { method: "PUT", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const message = readMessage(await response.text());
    return response.ok ? null : (message ?? `the answer was ${response.status}`);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function readMessage(text: string): string | null {
  try {
    const message: unknown = JSON.parse(text)?.message;
    return typeof message === "string" ? message : null;
  } catch {
    // An answer that is no JSON comes from something else on this port; its status says enough.
    return null;
  }
}
