import { expect, it } from "vitest";
import { findJsonFault } from "./json-position.ts";

it.each([
  ["hello", 1, 1],
  ['{"a": 1,}', 1, 9],
  ['{"a" 1}', 1, 6],
  ['{\n "a": [1, 2\n}', 3, 1],
  ['{"a": 01}', 1, 7],
  ['{"a": tru}', 1, 7],
  ['"open', 1, 1],
  ["[1] 2", 1, 5],
  ["", 1, 1],
  ['{"a": 1', 1, 8],
])("finds the first character of %j that cannot stand there", (text, line, column) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(findJsonFault(text)).toEqual({ line, column });
});
