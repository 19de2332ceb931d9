/** Owns how a code sent to the bot is kept: as its hash, so that nobody who reads the log of events can use one not heard yet. */
import { hashSecret } from "#lib/core/digest.ts";

/** An update as it is stored: whatever follows `/start` in any of its texts is hashed, even what looks hashed already. */
export function veilCodes(body: string): string {
  let isVeiled = false;
  const veil = (_key: string, value: unknown) => {
    const [, command, words] = (typeof value === "string" && /^\s*(\/start\S*)\s+(\S[\s\S]*)$/.exec(value)) || [];
    if (command === undefined || words === undefined) return value;
    isVeiled = true;
    return `${command} #${hashSecret(words.trim()).toString("hex")}`;
  };
  try {
    const update = JSON.parse(body, veil);
    return isVeiled ? JSON.stringify(update) : body;
  } catch {
    // What is no JSON is no update either: nobody hears it.
    return body;
  }
}

/** The hash of the code in a stored text, or null when it holds none. */
export function readVeiledCode(text: string): Buffer | null {
  const hash = /^\/start #([0-9a-f]{64})$/.exec(text)?.[1];
  return hash === undefined ? null : Buffer.from(hash, "hex");
}
