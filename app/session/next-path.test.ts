import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNextPath } from "./next-path.ts";

describe("where to go after signing in", () => {
  it("keeps a path of our own with its query and fragment", () => {
    expect(readNextPath("/approvals?status=pending#a1")).toBe("/approvals?status=pending#a1");
  });

  it.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example",
    "/.//evil.example",
    "javascript:alert(1)",
    "approvals",
    "",
    "/sign-in?next=/",
    null,
    undefined,
  ])("goes to the overview instead of %j", value => {
    expect(readNextPath(value)).toBe("/");
  });

  it("never leaves the origin, whatever it is given", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("/", "\\", ".", "\t", "\n", "@", ":", "?", "#", "%", "a") }),
        text => {
          const path = readNextPath(`/${text}`);
          expect(new URL(path, "http://quarterdeck.test").origin).toBe("http://quarterdeck.test");
        },
      ),
    );
  });
});
