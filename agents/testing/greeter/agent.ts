/** Owns the declaration of a fixture agent, which shows that an agent is its folder and one line of the registry. */
import { defineAgent } from "#lib/kernel/define.ts";
import { greet } from "./greet.ts";
import { GreeterSettings } from "./settings.ts";

export const greeter = defineAgent({
  domain: "greeter",
  name: "Greeter",
  pack: "thinking",
  purpose: "Greets, so that the contract can be tried on an agent that nobody ships.",
  autonomy: "autopilot",
  settings: GreeterSettings,
  capabilities: [],
  tables: [],
  tasks: [greet],
  limits: { concurrency: 1, retries: 1 },
});
