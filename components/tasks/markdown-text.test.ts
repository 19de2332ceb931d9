import { describe, expect, it } from "vitest";
import { readBlocks } from "./markdown-text.tsx";

describe("the marks of Markdown in an agent's text", () => {
  it("tell headings, lists, quotes and paragraphs apart", () => {
    const text = "# Title\n\nOne line\nand its next\n\n1. first\n2. second\n\n- a\n- b\n> said";
    expect(readBlocks(text)).toEqual([
      { kind: "heading", lines: ["Title"] },
      { kind: "paragraph", lines: ["One line", "and its next"] },
      { kind: "numbers", lines: ["first", "second"] },
      { kind: "bullets", lines: ["a", "b"] },
      { kind: "quote", lines: ["said"] },
    ]);
  });

  it("keep markup from outside as the text it is", () => {
    const text = '<img src=x onerror="alert(1)"> [a link](javascript:alert(1))';
    expect(readBlocks(text)).toEqual([{ kind: "paragraph", lines: [text] }]);
  });

  it("join a list whose entries stand apart", () => {
    expect(readBlocks("- a\n\n- b")).toEqual([{ kind: "bullets", lines: ["a", "b"] }]);
  });
});
