import { describe, expect, it } from "vitest";
import { hashSecret } from "#lib/core/digest.ts";
import { readVeiledCode, veilCodes } from "./veil-code.ts";

const code = "qWm3-4x_Zk0123456789abcd";
const said = (text: string) => JSON.stringify({ update_id: 7, message: { text } });
const textOf = (body: string) => JSON.parse(body).message.text;

describe("A code in a stored update", () => {
  it.each([`/start ${code}`, `/start   ${code}\n`, ` /start ${code}`])(
    "of %j is found again by its hash only",
    text => {
      const stored = veilCodes(said(text));
      expect(stored).not.toContain(code);
      expect(readVeiledCode(textOf(stored))).toEqual(hashSecret(code));
    },
  );

  it.each([
    ["addressed to one bot of a group", { message: { text: `/start@deck_bot ${code}` } }],
    ["in an edited message", { edited_message: { text: `/start ${code}` } }],
    ["in what is replied to", { message: { text: "hm", reply_to_message: { text: `/start ${code}` } } }],
  ])("is veiled %s too", (_where, update) => {
    expect(veilCodes(JSON.stringify(update))).not.toContain(code);
  });

  it("cannot be stood in for by its hash, which the log shows", () => {
    const shown = textOf(veilCodes(said(`/start ${code}`)));
    expect(readVeiledCode(textOf(veilCodes(said(shown))))).not.toEqual(hashSecret(code));
  });

  it("leaves every other body as it came", () => {
    for (const body of [said("yes"), said("/start"), '{ "update_id" : 7 }', "no JSON", ""])
      expect(veilCodes(body)).toBe(body);
    expect(readVeiledCode(`/start ${code}`)).toBeNull();
  });
});
