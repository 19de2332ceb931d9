/** Fetches the short-lived token for the live channel and keeps it until shortly before it expires. */

const renewBeforeMs = 60_000;

/** A function that resolves to a token still good for a minute, or to null when the person is signed out. */
export function makeTokenReader(): () => Promise<string | null> {
  let held: { accessToken: string; expiresAtMs: number } | null = null;
  let underWay: Promise<string | null> | null = null;

  async function fetchToken(): Promise<string | null> {
    const response = await fetch("/session/token", { cache: "no-store" });
    if (response.status === 401) {
      held = null;
      return null;
    }
    if (!response.ok) throw new Error(`the token for the live channel was refused with status ${response.status}`);
    held = (await response.json()) as { accessToken: string; expiresAtMs: number };
    return held.accessToken;
  }

  return () => {
    if (held && held.expiresAtMs - Date.now() > renewBeforeMs) return Promise.resolve(held.accessToken);
    underWay ??= fetchToken().finally(() => {
      underWay = null;
    });
    return underWay;
  };
}
