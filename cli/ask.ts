/** Owns questions to the person at the terminal. Without a terminal nothing is asked. */
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { exitCodes, Failure, refuseUsage } from "./failure.ts";

/** True when somebody is there to answer. */
export function mayAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** A yes or no; only yes is yes. */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/** A secret: typed without echo at a terminal, or the whole of stdin. */
export async function readSecret(question: string): Promise<string> {
  if (!mayAsk()) {
    if (process.stdin.isTTY) throw refuseUsage("pass the key on stdin, or in QUARTERDECK_API_KEY");
    return (await text(process.stdin)).trim();
  }
  process.stderr.write(question);
  process.stdin.setRawMode(true).setEncoding("utf8").resume();
  try {
    let typed = "";
    for await (const chunk of process.stdin) {
      for (const key of chunk as string) {
        if (key === "\u0003") throw new Failure(exitCodes.interrupted, "interrupted");
        if (key === "\r" || key === "\n" || key === "\u0004") return typed.trim();
        typed = key === "\u007f" || key === "\b" ? typed.slice(0, -1) : typed + key;
      }
    }
    return typed.trim();
  } finally {
    process.stdin.setRawMode(false).pause();
    process.stderr.write("\n");
  }
}
