/** Why a task failed and what a person can do about it. */
import { CircleAlert } from "lucide-react";

const fixes: Record<string, string> = {
  invalid: "Change what is named here, then run the task again.",
  "not-found": "Check that what it works on still exists, then run it again.",
  forbidden: "Its rights do not cover this. Ask an owner of the workspace.",
  "budget-exhausted": "Raise the agent's or the workspace's daily budget, or run it again tomorrow.",
  "limit-reached": "The provider asks to wait. Run it again after its limit has reset.",
  unavailable: "Something it needs was not reachable. Run it again in a moment.",
  timeout: "It took longer than it may. Run it again with less to do.",
  unproductive: "It ended without what it promised. Look at its trace for the reason, then run it again.",
  conflict: "Something else changed the same thing first. Run it again.",
  internal: "This is a fault in the product. Run it again, and report it with the task's address if it stays.",
};

export function TaskError({ error, isOpen }: { error: Record<string, unknown>; isOpen: boolean }) {
  const code = typeof error.code === "string" ? error.code : "internal";
  const message = typeof error.message === "string" ? error.message : "It failed without saying why.";
  const fields = Array.isArray(error.errors) ? error.errors.filter(isFieldError) : [];
  return (
    <section
      aria-label="Why it failed"
      className="flex items-start gap-3 rounded-lg bg-danger-soft px-4 py-3 text-danger"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 break-words text-sm">
        <p className="font-medium">{message}</p>
        {fields.length > 0 ? (
          <ul className="list-disc pl-4">
            {fields.map(field => (
              <li key={field.path}>
                <code className="font-mono text-xs">{field.path}</code>: {field.message}
              </li>
            ))}
          </ul>
        ) : null}
        <p className="mt-1 text-text">{isOpen ? "It is tried again by itself." : (fixes[code] ?? fixes.internal)}</p>
      </div>
    </section>
  );
}

function isFieldError(value: unknown): value is { path: string; message: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "path" in value &&
    "message" in value &&
    typeof value.path === "string" &&
    typeof value.message === "string"
  );
}
