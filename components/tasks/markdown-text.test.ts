import { describe, expect, it } from "vitest";
import { readTable } from "./markdown-table.tsx";
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

  it("take lines between bars for a table, with its figures known by their marks", () => {
    const lines = ["| niche | videos |", "|---|--:|", "| comedy | 18 |"];
    expect(readBlocks(`By views\n\n${lines.join("\n")}`)).toEqual([
      { kind: "paragraph", lines: ["By views"] },
      { kind: "table", lines },
    ]);
    expect(readTable(lines)).toEqual({
      header: ["niche", "videos"],
      areFigures: [false, true],
      rows: [["comedy", "18"]],
    });
    expect(readTable(["| a |", "| b |"]).rows).toEqual([["b"]]);
  });
});
