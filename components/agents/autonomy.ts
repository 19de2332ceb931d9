/** What the three levels of autonomy mean, in one sentence each; the same words wherever they stand. */
import type { Autonomy } from "./agent-data.ts";

export const autonomyLevels: readonly { value: Autonomy; label: string; meaning: string }[] = [
  { value: "manual", label: "Manual", meaning: "Suggests only: you carry out what it suggests and mark it done." },
  { value: "copilot", label: "Copilot", meaning: "Proposes: whatever would leave the house waits for your approval." },
  {
    value: "autopilot",
    label: "Autopilot",
    meaning: "Acts by itself inside its limits, held for the undo window; what cannot be undone still asks.",
  },
];

export function nameAutonomy(autonomy: Autonomy): string {
  return autonomyLevels.find(level => level.value === autonomy)?.label ?? autonomy;
}
