/** Hashes and compares passwords in a thread of its own: a quarter of a second of arithmetic must not hold up the answers and broadcasts of this process. */
import bcrypt from "bcryptjs";
import { Piscina } from "piscina";
import type { PasswordTask } from "./password-work.ts";

const IDLE_MS = 30_000;
/** With so many in line nobody would wait for their turn: more are refused. */
const MAX_WAITING = 200;

export type PasswordThread = { isOverrun: () => boolean; close: () => Promise<void> };

/**
 * Puts the thread in the place of the module's own functions, since the auth library calls these and takes no others. The
 * last one that is closed puts them back.
 */
export function startPasswordThread(): PasswordThread {
  const pool = new Piscina<PasswordTask, string | boolean>({
    filename: new URL("./password-work.ts", import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
  });
  const before = { hash: bcrypt.hash, compare: bcrypt.compare };
  Object.assign(bcrypt, {
    hash: (password: string, rounds: number) => pool.run({ do: "hash", password, rounds }),
    compare: (password: string, hash: string) => pool.run({ do: "compare", password, hash }),
  });
  return {
    isOverrun: () => pool.queueSize >= MAX_WAITING,
    close: async () => {
      Object.assign(bcrypt, before);
      await pool.destroy();
    },
  };
}
