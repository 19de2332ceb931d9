import { describe, expect, it } from "vitest";
import { writeLetterFrame } from "./letter-frame.ts";

describe("The frame of a message", () => {
  it("shows markup as the letters it is made of", () => {
    const frame = writeLetterFrame('</pre><script>alert(1)</script><img src="https://tracker.example">', "light");
    expect(frame).not.toContain("<script");
    expect(frame).not.toContain("<img");
    expect(frame).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  it("allows nothing to be loaded, by a policy that stands before the message", () => {
    const frame = writeLetterFrame("Hello", "dark");
    expect(frame).toMatch(/Content-Security-Policy" content="default-src 'none'/);
    expect(frame.indexOf("Content-Security-Policy")).toBeLessThan(frame.indexOf("<pre>"));
    expect(frame).toContain("color-scheme:dark");
  });

  it("keeps a first empty line", () => {
    expect(writeLetterFrame("\nHello", "light")).toContain("<pre>\n\nHello</pre>");
  });
});
