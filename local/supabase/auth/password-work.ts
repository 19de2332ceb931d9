/** The thread's side of hashing and comparing passwords. */
import { compareSync, hashSync } from "bcryptjs";

export type PasswordTask =
  | { do: "hash"; password: string; rounds: number }
  | { do: "compare"; password: string; hash: string };

export default function work(task: PasswordTask): string | boolean {
  return task.do === "hash" ? hashSync(task.password, task.rounds) : compareSync(task.password, task.hash);
}
