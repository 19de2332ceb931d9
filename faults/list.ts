/** The list of faults, in the order in which they are brought about. */
import { backup } from "./backup.ts";
import { clockJump } from "./clock-jump.ts";
import { diskFull } from "./disk-full.ts";
import { flood } from "./flood.ts";
import { kill } from "./kill.ts";
import type { Fault } from "./outcome.ts";
import { poison } from "./poison.ts";
import { portTaken } from "./port-taken.ts";
import { postgresRestart } from "./postgres-restart.ts";
import { takeover } from "./takeover.ts";

export const faults: readonly Fault[] = [
  portTaken,
  takeover,
  postgresRestart,
  diskFull,
  clockJump,
  backup,
  poison,
  flood,
  kill,
];
