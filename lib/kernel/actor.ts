/** Owns who acts: a person, a key that acts for one, an agent's run, or the product itself. */
import type { ActorKind, TaskTrigger } from "#lib/db/types.gen.ts";

export type Actor = {
  kind: ActorKind;
  /** A person's user id, a key's id, an agent's domain, or the name of a part of the product. */
  id: string;
  /** The person behind it, or null for agents and the product. */
  userId: string | null;
  /** Where the action came in. */
  via: TaskTrigger;
};
