/** Remembers for a moment which access tokens were verified, so that a page's many requests cost one question. Keeps no refusal. */

/** So long a session that was ended elsewhere may still read; hosted projects with their own keys notice no sooner than at its expiry. */
const keptMs = 3_000;
const maxKept = 10_000;

export type VerifiedTokens<Verified> = {
  /** What `verify` says of a token: asked once for all who ask at the same time and a moment later. Null is not kept. */
  read(token: string, verify: () => Promise<Verified | null>): Promise<Verified | null>;
};

/** An empty memory. `now` is in milliseconds. */
export function createVerifiedTokens<Verified extends { expiresAtMs: number }>(
  now: () => number = Date.now,
): VerifiedTokens<Verified> {
  const kept = new Map<string, { answer: Promise<Verified | null>; untilMs: number }>();
  return {
    async read(token, verify) {
      const entry = kept.get(token);
      if (entry !== undefined && entry.untilMs > now()) {
        const found = await entry.answer;
        if (found === null || found.expiresAtMs > now()) return found;
      }
      // The oldest first: tokens are entered in the order in which they were verified.
      for (const [old, { untilMs }] of kept) {
        if (untilMs > now() && kept.size < maxKept) break;
        kept.delete(old);
      }
      const answer = verify();
      kept.delete(token);
      kept.set(token, { answer, untilMs: now() + keptMs });
      const forget = () => {
        if (kept.get(token)?.answer === answer) kept.delete(token);
      };
      try {
        const found = await answer;
        if (found === null) forget();
        return found;
      } catch (error) {
        forget();
        throw error;
      }
    },
  };
}
