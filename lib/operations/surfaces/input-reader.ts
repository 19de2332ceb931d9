/** Owns the reading of path, query string and JSON body into an operation's input: texts become what the schema wants, unknown names are refused. */
import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { FieldError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import type { AnyOperation } from "../define.ts";
import { describeShape, listUnknownFields, type Shape } from "./input-shape.ts";

export type InputReader = {
  /** The input of a read. Throws `invalid` naming every field that is unknown, repeated or no number. */
  fromQuery(values: readonly string[], query: URLSearchParams): Record<string, unknown>;
  /** The input of a change; an absent body is an empty one. Throws `invalid` naming every unknown field. */
  fromBody(values: readonly string[], query: URLSearchParams, body: unknown): Record<string, unknown>;
  /** The input of a caller that names all fields alike, path parameters included. Throws as fromBody. */
  fromFields(fields: unknown): Record<string, unknown>;
};

/** Prepares the reading of one operation's input; nothing of its schema is looked at again per request. */
export function compileInput(operation: AnyOperation, parameters: readonly string[]): InputReader {
  const whole = describeShape(operation.input as z.ZodType);
  if (whole.kind !== "object") throw new Error(`${operation.name}: the input must be an object`);
  const fields = whole.fields;
  const inHeaders = Object.values((operation.kind === "query" && operation.headers) || {});
  const elsewhere = new Map([...fields].filter(([name]) => !parameters.includes(name) && !inHeaders.includes(name)));
  const rest: Shape = { kind: "object", fields: elsewhere, isOpen: whole.isOpen };

  function readPath(values: readonly string[], errors: FieldError[]): Record<string, unknown> {
    return Object.fromEntries(
      parameters.map((name, at) => [
        name,
        readText(name, values[at] ?? "", fields.get(name) ?? { kind: "other" }, errors),
      ]),
    );
  }

  return {
    fromQuery(values, query) {
      const errors: FieldError[] = [];
      const input = readPath(values, errors);
      for (const name of new Set(query.keys())) {
        const shape = elsewhere.get(name);
        const texts = query.getAll(name);
        if (shape === undefined) errors.push({ path: name, message: describeUnknown(name, [...elsewhere.keys()]) });
        else if (shape.kind === "array") input[name] = texts.map(text => readText(name, text, shape.item, errors));
        else if (texts.length > 1) errors.push({ path: name, message: "is given more than once: give it once" });
        else input[name] = readText(name, texts[0] ?? "", shape, errors);
      }
      errors.push(...listUnknownFields(input, whole, describeUnknown));
      if (errors.length > 0) throw refuseFields(errors);
      return input;
    },
    fromBody(values, query, body) {
      const errors: FieldError[] = [];
      for (const name of new Set(query.keys())) {
        errors.push({ path: name, message: "belongs in the JSON body, not in the query string" });
      }
      const path = readPath(values, errors);
      if (body === undefined) {
        if (errors.length > 0) throw refuseFields(errors);
        return path;
      }
      if (!isRecord(body)) throw refuseFields([{ path: "", message: "the body must be a JSON object" }]);
      errors.push(...listUnknownFields(body, rest, describeUnknown));
      if (errors.length > 0) throw refuseFields(errors);
      return { ...body, ...path };
    },
    fromFields(given) {
      const input = given ?? {};
      if (!isRecord(input)) throw refuseFields([{ path: "", message: "the arguments must be a JSON object" }]);
      const errors = listUnknownFields(input, whole, describeUnknown);
      if (errors.length > 0) throw refuseFields(errors);
      return input;
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readText(name: string, text: string, shape: Shape, errors: FieldError[]): unknown {
  if (shape.kind === "number") {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    errors.push({ path: name, message: `must be a number, not "${text.slice(0, 60)}"` });
  }
  if (shape.kind === "object" || shape.kind === "record") {
    try {
      return JSON.parse(text);
    } catch {
      errors.push({ path: name, message: `must be a JSON object, not "${text.slice(0, 60)}"` });
    }
  }
  if (shape.kind === "boolean") {
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
    errors.push({ path: name, message: `must be true or false, not "${text.slice(0, 60)}"` });
  }
  return text;
}

function describeUnknown(name: string, known: readonly string[]): string {
  if (known.length === 0) return "is not known: leave it out, nothing is expected here";
  const nearest = known
    .map(candidate => ({ candidate, edits: distance(candidate, name) }))
    .sort((a, b) => a.edits - b.edits)[0];
  if (nearest !== undefined && nearest.edits <= Math.max(2, name.length / 3)) {
    return `is not known. Did you mean "${nearest.candidate}"?`;
  }
  return `is not known. Known here: ${known.slice(0, 20).join(", ")}`;
}
