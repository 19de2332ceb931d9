/** Owns the reading of which Blotato account posts as whom, and of what each platform wants to be told besides. */
import { z } from "zod";
import { refuseFields } from "#lib/core/fields.ts";
import { parseJson } from "../http-exchange.ts";

/** Blotato's account numbers by platform and recipient, as `nameAccount` writes them. */
export type Accounts = ReadonlyMap<string, string>;

/** Further fields of a post's target, by Blotato's name of the platform. */
export type Targets = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const Targets = z.record(z.string(), z.record(z.string(), z.unknown()));

/** Blotato's name of a platform. */
export function toBlotatoPlatform(platform: string): string {
  return platform === "x" ? "twitter" : platform;
}

/** One account as a key: platform and recipient, whatever their case and with or without "@". */
export function nameAccount(platform: string, recipient: string): string {
  return `${toBlotatoPlatform(platform.toLowerCase())} ${recipient.trim().replace(/^@/, "").toLowerCase()}`;
}

/** A key of nameAccount as a person reads it: "yourbrand on x". */
export function describeAccount(key: string): string {
  const at = key.indexOf(" ");
  const platform = key.slice(0, at);
  return `${key.slice(at + 1)} on ${platform === "twitter" ? "x" : platform}`;
}

/** Reads "x @yourbrand=98432, linkedin yourbrand=98433". Throws an AppError that quotes the part which does not fit. */
export function readAccounts(text: string): Accounts {
  const parts = text.split(/[,;\n]/).map(part => part.trim());
  const entries = parts
    .filter(part => part !== "")
    .map(part => {
      const read = /^([a-z][a-z0-9-]*)\s+(\S.*?)\s*=\s*(\d+)$/i.exec(part);
      const [, platform, recipient, id] = read ?? [];
      if (platform === undefined || recipient === undefined || id === undefined) {
        const message = `write "${part.slice(0, 60)}" like x @yourbrand=98432: platform, account, Blotato's number`;
        throw refuseFields([{ path: "BLOTATO_ACCOUNTS", message }]);
      }
      return [nameAccount(platform, recipient), id] as const;
    });
  return new Map(entries);
}

/** Reads the further fields by platform. Throws an AppError when the text is no JSON object of objects. */
export function readTargets(text: string | undefined): Targets {
  const parsed = Targets.safeParse(text === undefined ? {} : parseJson(Buffer.from(text)));
  if (!parsed.success) {
    const message = 'write JSON by platform, like {"facebook":{"pageId":"123456789"}}';
    throw refuseFields([{ path: "BLOTATO_TARGETS", message }]);
  }
  const entries = Object.entries(parsed.data).map(([platform, fields]) => [toBlotatoPlatform(platform), fields]);
  return Object.fromEntries(entries);
}
