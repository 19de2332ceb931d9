/** Owns CEL expressions over events: compiling once, evaluating, and the equality a wait can be looked up by; refuses what does not parse. */
import { type ASTNode, parse } from "@marcbachmann/cel-js";
import type { JsonObject } from "./rows.ts";

export interface EventScope {
  event: JsonObject;
  async?: JsonObject;
}

type Evaluate = (context: EventScope) => unknown;

/** An equality between the incoming event and the run's own event (or a literal) that must hold for the expression to hold. */
export interface Equality {
  incomingPath: string[];
  own: { path: string[] } | { literal: unknown };
}

/** Programs kept ready; expressions with values written into them would otherwise pile up. */
const maxCompiled = 2000;
const compiled = new Map<string, Evaluate & { ast: ASTNode }>();

function compile(expression: string): Evaluate & { ast: ASTNode } {
  let program = compiled.get(expression);
  if (!program) {
    program = parse(expression) as unknown as Evaluate & { ast: ASTNode };
    if (compiled.size >= maxCompiled) compiled.clear();
    compiled.set(expression, program);
  }
  return program;
}

/** Throws an error that quotes the expression when it does not parse. */
export function assertExpression(expression: string, what: string): void {
  try {
    compile(expression);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(`${what}: the expression \`${expression}\` cannot be read: ${reason}`);
  }
}

/** True only when the expression yields true; a missing field or a type clash is "no match", as in CEL. */
export function isMatch(expression: string | undefined, scope: EventScope): boolean {
  if (!expression) return true;
  return evaluate(expression, scope) === true;
}

/** The expression's value, or undefined where CEL would report an error (a missing field, clashing types). */
export function evaluate(expression: string, scope: EventScope): unknown {
  try {
    const value = compile(expression)(scope);
    return typeof value === "bigint" ? Number(value) : value;
  } catch {
    return undefined;
  }
}

/** The value under a path of an event, or undefined. */
export function readPath(event: JsonObject, path: readonly string[]): unknown {
  let value: unknown = event;
  for (const name of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}

/** Finds, among the expression's top-level conjuncts, an equality that narrows which incoming events can match. */
export function findEquality(expression: string | undefined): Equality | undefined {
  if (!expression) return undefined;
  return findInNode(compile(expression).ast);
}

function findInNode(node: ASTNode): Equality | undefined {
  if (node.op === "&&") return findInNode(node.args[0]) ?? findInNode(node.args[1]);
  if (node.op !== "==") return undefined;
  const [left, right] = node.args;
  return pairSides(left, right) ?? pairSides(right, left);
}

function pairSides(incoming: ASTNode, own: ASTNode): Equality | undefined {
  const incomingPath = readRootedPath(incoming, "async");
  if (!incomingPath) return undefined;
  const path = readRootedPath(own, "event");
  if (path) return { incomingPath, own: { path } };
  if (own.op === "value" && (typeof own.args === "string" || typeof own.args === "boolean")) {
    return { incomingPath, own: { literal: own.args } };
  }
  return undefined;
}

function readRootedPath(node: ASTNode, root: "async" | "event"): string[] | undefined {
  if (node.op === "id") return node.args === root ? [] : undefined;
  if (node.op === ".") {
    const path = readRootedPath(node.args[0], root);
    return path && [...path, node.args[1]];
  }
  if (node.op === "[]" && node.args[1].op === "value" && typeof node.args[1].args === "string") {
    const path = readRootedPath(node.args[0], root);
    return path && !node.args[1].args.includes(".") ? [...path, node.args[1].args] : undefined;
  }
  return undefined;
}
