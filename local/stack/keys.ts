/** The secrets of one data folder: made on the first start, kept in a file that only its owner reads. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LOGIN_ROLES, type LoginRole } from "../postgres/login-roles.ts";
import { StartError } from "./start-error.ts";

export type Keys = {
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
  inngestEventKey: string;
  inngestSigningKey: string;
  /** Seals the credentials that workspaces connect vendors with. */
  credentialsKey: string;
  superuserPassword: string;
  rolePasswords: Record<LoginRole, string>;
};

const randomKey = (bytes: number) => randomBytes(bytes).toString("base64url");
const randomHex = (bytes: number) => randomBytes(bytes).toString("hex");

function makeKeys(): Keys {
  return {
    jwtSecret: randomKey(48),
    publishableKey: `sb_publishable_${randomKey(24)}`,
    secretKey: `sb_secret_${randomKey(24)}`,
    inngestEventKey: randomKey(32),
    inngestSigningKey: `signkey-prod-${randomHex(32)}`,
    credentialsKey: randomBytes(32).toString("base64"),
    superuserPassword: randomHex(24),
    rolePasswords: Object.fromEntries(LOGIN_ROLES.map(role => [role, randomHex(24)])) as Record<LoginRole, string>,
  };
}

/** Reads the keys, adding what an older file lacks; makes them when there are none and no database needs the old ones. */
export function openKeys(dataDir: string, hasDatabase: boolean): Keys {
  const file = path.join(dataDir, "keys.json");
  const fresh = makeKeys();
  let stored: Partial<Keys> = {};
  if (existsSync(file)) {
    try {
      stored = JSON.parse(readFileSync(file, "utf8"));
    } catch (cause) {
      throw new StartError(`${file} is not readable as JSON. Restore it from a backup.`, { cause });
    }
  } else if (hasDatabase) {
    throw new StartError(
      `${file} is missing, but the folder holds a database that was made with it. Restore the file, or start afresh with another folder (QUARTERDECK_DATA).`,
    );
  }
  const keys: Keys = { ...fresh, ...stored, rolePasswords: { ...fresh.rolePasswords, ...stored.rolePasswords } };
  const text = `${JSON.stringify(keys, null, 2)}\n`;
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    const partial = `${file}.partial`;
    writeFileSync(partial, text, { mode: 0o600 });
    renameSync(partial, file);
  }
  chmodSync(file, 0o600);
  return keys;
}
