/** Owns which operation a method and a path below /api/v1 mean. Built once; refuses two operations that one request could mean. */
import { distance } from "fastest-levenshtein";
import type { AnyOperation } from "../define.ts";
import { compileInput, type InputReader } from "./input-reader.ts";
import { compileLocation } from "./location.ts";

export type Route = {
  operation: AnyOperation;
  /** Names of the path's parameters, in the order of their segments. */
  parameters: readonly string[];
  reader: InputReader;
  /** Where what a command created can be read, below /api/v1; null when nothing tells. */
  locate(output: unknown): string | null;
};

export type RouteMatch =
  | { kind: "found"; route: Route; values: string[] }
  | { kind: "wrong-method"; allowed: string[] }
  | { kind: "unknown"; nearest: string | null };

export type RoutingTable = {
  routes: readonly Route[];
  /** What a request means; `path` starts with a slash and stands below /api/v1. HEAD means GET. */
  match(method: string, path: string): RouteMatch;
};

type Branch = { literals: Map<string, Branch>; parameter: Branch | null; byMethod: Map<string, Route> };

const newBranch = (): Branch => ({ literals: new Map(), parameter: null, byMethod: new Map() });

/** The routing table of a list of operations. Throws at start when two collide or a path names a field that is no input. */
export function createRoutingTable(operations: readonly AnyOperation[]): RoutingTable {
  const root = newBranch();
  const routes = operations.map(operation => {
    const segments = splitPath(operation.path);
    const parameters = segments.filter(isParameter).map(segment => segment.slice(1, -1));
    const stranger = parameters.find(name => !(name in operation.input.shape));
    if (stranger !== undefined)
      throw new Error(`${operation.name}: the path names {${stranger}}, which is no field of its input`);
    const route: Route = {
      operation,
      parameters,
      reader: compileInput(operation, parameters),
      locate: compileLocation(operation, operations),
    };
    const branch = segments.reduce(descend, root);
    const other = branch.byMethod.get(operation.method);
    if (other !== undefined) {
      throw new Error(`${operation.name} and ${other.operation.name} are both ${operation.method} ${operation.path}`);
    }
    branch.byMethod.set(operation.method, route);
    return route;
  });

  return {
    routes,
    match(method, path) {
      const segments = decodeSegments(path);
      const found = segments === null ? null : find(root, segments, 0, []);
      if (found === null) return { kind: "unknown", nearest: suggestPath(routes, path) };
      const route = found.branch.byMethod.get(method === "HEAD" ? "GET" : method);
      if (route !== undefined) return { kind: "found", route, values: found.values };
      const allowed = [...found.branch.byMethod.keys()].flatMap(known => (known === "GET" ? ["GET", "HEAD"] : [known]));
      return { kind: "wrong-method", allowed: [...allowed, "OPTIONS"] };
    },
  };
}

function descend(branch: Branch, segment: string): Branch {
  if (isParameter(segment)) {
    branch.parameter ??= newBranch();
    return branch.parameter;
  }
  const next = branch.literals.get(segment) ?? newBranch();
  branch.literals.set(segment, next);
  return next;
}

/** A literal segment wins over a parameter; where it leads nowhere, the parameter is tried. */
function find(
  branch: Branch,
  segments: string[],
  at: number,
  values: string[],
): { branch: Branch; values: string[] } | null {
  const segment = segments[at];
  if (segment === undefined) return branch.byMethod.size > 0 ? { branch, values } : null;
  const literal = branch.literals.get(segment);
  const byLiteral = literal === undefined ? null : find(literal, segments, at + 1, values);
  if (byLiteral !== null || branch.parameter === null) return byLiteral;
  return find(branch.parameter, segments, at + 1, [...values, segment]);
}

function splitPath(path: string): string[] {
  return path.split("/").filter(segment => segment !== "");
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{") && segment.endsWith("}");
}

function decodeSegments(path: string): string[] | null {
  try {
    return splitPath(path).map(decodeURIComponent);
  } catch {
    // A broken percent-escape names nothing that exists.
    return null;
  }
}

/** The known path that is nearest to a mistyped one, with its parameters filled from what was typed. */
function suggestPath(routes: readonly Route[], path: string): string | null {
  if (path.length > 200) return null;
  const typed = splitPath(path);
  let best: { path: string; edits: number } | null = null;
  for (const route of routes) {
    const known = splitPath(route.operation.path);
    const filled = `/${known.map((segment, at) => (isParameter(segment) ? (typed[at] ?? segment) : segment)).join("/")}`;
    const edits = distance(filled, path);
    if (best === null || edits < best.edits) best = { path: filled, edits };
  }
  return best !== null && best.edits <= Math.max(2, path.length / 3) ? best.path : null;
}
