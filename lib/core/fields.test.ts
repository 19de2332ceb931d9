import { expect, it } from "vitest";
import { z } from "zod";
import { listFieldErrors } from "./fields.ts";

const schema = z
  .object({
    id: z.uuid(),
    limit: z.number().int().min(1).max(100),
    ratio: z.number().gt(0),
    name: z.string().min(1).max(3),
    mode: z.enum(["fast", "slow"]),
    flag: z.union([z.boolean(), z.enum(["yes", "no"])]),
    at: z.iso.datetime(),
    link: z.url(),
    list: z.array(z.string()).min(2),
    own: z.string("say whose it is"),
  })
  .strict();

const good = {
  id: "01a1f8b7-a954-7000-83a9-0488f3882a5c",
  limit: 5,
  ratio: 1,
  name: "Ada",
  mode: "fast",
  flag: true,
  at: "2026-11-20T14:30:00Z",
  link: "https://example.com",
  list: ["a", "b"],
  own: "mine",
};

function refuse(change: Record<string, unknown>) {
  const parsed = schema.safeParse({ ...good, ...change });
  if (parsed.success) throw new Error("nothing was refused");
  return listFieldErrors(parsed.error, "params");
}

it.each([
  ["an id", { id: "7" }, "params.id", "give an id like 01a1f8b7-a954-7000-83a9-0488f3882a5c"],
  ["text for a number", { limit: "5" }, "params.limit", "give a number"],
  ["a fraction for a whole number", { limit: 1.5 }, "params.limit", "give a whole number"],
  ["too small a number", { limit: 0 }, "params.limit", "give at least 1"],
  ["too big a number", { limit: 101 }, "params.limit", "give at most 100"],
  ["an excluded bound", { ratio: 0 }, "params.ratio", "give more than 0"],
  ["an empty text", { name: "" }, "params.name", "give at least 1 character"],
  ["too long a text", { name: "Adam" }, "params.name", "shorten it to 3 characters"],
  ["too short a list", { list: [] }, "params.list", "give at least 2 items"],
  ["what is not among the choices", { mode: "warp" }, "params.mode", 'choose one of "fast", "slow"'],
  ["none of two kinds", { flag: 7 }, "params.flag", 'give true or false, or choose one of "yes", "no"'],
  ["a moment", { at: "today" }, "params.at", "give a moment like 2026-11-20T14:30:00Z"],
  ["an address", { link: "here" }, "params.link", "give a full address, like https://example.com"],
  ["what is missing", { name: undefined }, "params.name", "is missing: give text"],
  ["what has words of its own", { own: 7 }, "params.own", "say whose it is"],
  ["a misspelt field", { lmit: 7 }, "params.lmit", 'there is no field "lmit": did you mean "limit"?'],
])("says how to mend %s", (_what, change, path, message) => {
  expect(refuse(change)).toEqual([{ path, message }]);
});

it("names every unknown field at its own path", () => {
  expect(refuse({ colour: 1, lmit: 2 }).map(error => error.path)).toEqual(["params.colour", "params.lmit"]);
});
