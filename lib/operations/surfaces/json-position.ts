/** Owns finding where a text stops being JSON, for the message about it; the engine's own message does not always say. */

const token =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true(?!\w)|false(?!\w)|null(?!\w)))/uy;

type Expecting = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";

/** Line and column, from 1, of the first character that cannot stand where it stands. */
export function findJsonFault(text: string): { line: number; column: number } {
  const nesting: ("{" | "[")[] = [];
  let expecting: Expecting = "value";
  let at = 0;
  const afterValue = (): Expecting => (nesting.length === 0 ? "nothing" : "comma-or-end");

  for (;;) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) break;
    const [, mark, string] = found;
    const inner = nesting.at(-1);
    const isValuePlace = expecting === "value" || expecting === "value-or-end";
    const isKeyPlace = expecting === "key" || expecting === "key-or-end";
    if ((mark === "{" || mark === "[") && isValuePlace) {
      nesting.push(mark);
      expecting = mark === "{" ? "key-or-end" : "value-or-end";
    } else if (mark === "}" && inner === "{" && (expecting === "key-or-end" || expecting === "comma-or-end")) {
      nesting.pop();
      expecting = afterValue();
    } else if (mark === "]" && inner === "[" && (expecting === "value-or-end" || expecting === "comma-or-end")) {
      nesting.pop();
      expecting = afterValue();
    } else if (mark === "," && expecting === "comma-or-end") expecting = inner === "{" ? "key" : "value";
    else if (mark === ":" && expecting === "colon") expecting = "value";
    else if (string !== undefined && isKeyPlace) expecting = "colon";
    else if (mark === undefined && isValuePlace) expecting = afterValue();
    else break;
    at = token.lastIndex;
  }

  const fault = at + (/^[ \t\n\r]*/.exec(text.slice(at, at + 10_000))?.[0].length ?? 0);
  const before = text.slice(0, fault);
  return { line: before.split("\n").length, column: fault - before.lastIndexOf("\n") };
}
