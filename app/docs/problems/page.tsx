/** What each kind of problem means: the page that a problem's `type` leads to. */
import type { Metadata } from "next";
import { type ErrorCode, errorSurfaces } from "#lib/core/errors.ts";

export const metadata: Metadata = { title: "Problems" };

const advice: Record<ErrorCode, string> = {
  invalid: "Read errors: each names a field and what to change. The same request will be refused again.",
  unauthenticated:
    "Send an API key as Authorization: Bearer qd_…, or sign in again. Revoked and expired keys end here too.",
  forbidden: "Your role or the key's scopes do not allow it. An admin of the workspace can change both.",
  "not-found": "It does not exist, or it is in a workspace that you are not a member of. Check the id and the key.",
  conflict: "Somebody or something decided first; facts says who and what. Read it again before you go on.",
  "illegal-transition": "What you asked for cannot follow the state it is in now, like cancelling what has ended.",
  "too-large": "Split it, and send the parts one after the other.",
  "limit-reached": "Wait as many seconds as Retry-After says. RateLimit tells what is left before it comes to this.",
  "budget-exhausted":
    "The budget of the workspace or the agent is used up. Raise the agent's on its page or the workspace's by PATCH /workspaces/current, or wait for the next day.",
  unavailable: "Try again after Retry-After, with the same Idempotency-Key: nothing is done twice.",
  timeout: "It took longer than it may. Try again with the same Idempotency-Key.",
  unproductive: "The work ended without what it promised. Its reasoning trace says why.",
  internal: "The fault is ours. Report the request id: it finds the whole story in the log.",
};

export default function ProblemsPage() {
  return (
    <main className="mx-auto max-w-2xl px-5 py-10">
      <h1 className="font-semibold text-xl tracking-tight">Problems</h1>
      <p className="mt-1 text-muted text-sm">
        What the API's answers mean when something did not go through, and what to do.
      </p>
      <dl className="mt-6 space-y-5">
        {(Object.keys(errorSurfaces) as ErrorCode[]).map(code => (
          <div key={code} id={code} className="scroll-mt-6 border-line border-t pt-4">
            <dt className="text-sm">
              <span className="font-medium">{errorSurfaces[code].title}</span>
              <span className="ml-2 font-mono text-muted text-xs">
                {code} · {errorSurfaces[code].status}
              </span>
            </dt>
            <dd className="mt-1 text-muted text-sm">{advice[code]}</dd>
          </div>
        ))}
      </dl>
    </main>
  );
}
