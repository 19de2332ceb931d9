/** Says where what happened differs from what a preview had told; pure, so that every difference has a test. */
import type { TaskDetail } from "#components/tasks/task-types.ts";
import type { TaskPreview } from "./preview-words.ts";

export type Difference = string;

type Real = Pick<TaskDetail, "approvals" | "outputs" | "status">;

/** Differences in the words of the business; none when the same texts went to the same people and the same was made. */
export function comparePreview(preview: TaskPreview, real: Real): Difference[] {
  const differences: Difference[] = [];
  const expected = preview.proposals.items.filter(item => item.verdict !== "refuse");
  const left = [...real.approvals];
  for (const item of expected) {
    const at = left.findIndex(one => one.effect_kind === item.effect_kind && one.recipient === item.recipient);
    const [found] = at === -1 ? [] : left.splice(at, 1);
    if (found === undefined) differences.push(`Nothing was proposed to ${item.recipient}.`);
    else if (item.payload !== null && found.revision === 1 && !isSame(item.payload, found.payload))
      differences.push(`The text to ${item.recipient} is another.`);
    else if (item.verdict === "execute" && found.decided_via !== "policy")
      differences.push(`What goes to ${item.recipient} waits for a person, and would have gone out by itself.`);
    else if (item.verdict !== "execute" && found.decided_via === "policy")
      differences.push(`What goes to ${item.recipient} went out by itself, and would have waited for a person.`);
  }
  // A preview keeps the first of very many: what it does not hold cannot be called new.
  if (preview.proposals.total === preview.proposals.items.length)
    for (const one of left) differences.push(`There is one more proposal, to ${one.recipient}.`);
  if (real.outputs.length !== preview.outputs.total)
    differences.push(`It made ${real.outputs.length} outputs, and would have made ${preview.outputs.total}.`);
  return differences;
}

/** Equal whatever the order of names. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every(name => isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]));
}
