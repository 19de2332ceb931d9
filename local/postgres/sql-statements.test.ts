import { expect, test } from "vitest";
import { splitStatements } from "./sql-statements.ts";

test("statements end at semicolons and keep the comments before them", () => {
  expect(splitStatements("-- a; comment\nselect 1;\n\n/* two; */ select 2")).toEqual([
    "-- a; comment\nselect 1",
    "/* two; */ select 2",
  ]);
});

test.each([
  ["a string", "select 'a;''b'"],
  ["an escape string", String.raw`select E'it\'s; fine'`],
  ["a quoted name", 'select 1 as "a;b"'],
  ["a dollar quote", "do $$ begin perform 1; end $$"],
  ["a named dollar quote", "create function f() returns int language plpgsql as $body$ begin return $1; end $body$"],
  ["an atomic body", "create function g() returns int begin atomic select 1; end"],
])("a semicolon inside %s does not end a statement", (_, statement) => {
  expect(splitStatements(`${statement}; select 2;`)).toEqual([statement, "select 2"]);
});

test("comments alone are no statement", () => {
  expect(splitStatements("-- nothing\n;\n/* here */ ;")).toEqual([]);
});
