/** Reads the part of JSON Schema (draft 2020-12) that a form can show: starting values, and checked values with errors. */

export type JsonSchema = {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema | boolean;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  [keyword: string]: unknown;
};

export type FieldKind = "text" | "longText" | "number" | "boolean" | "choice" | "list" | "rows" | "group" | "json";
export type FieldErrors = Record<string, string>;

/** The schema behind a reference, without the "or null" or "or empty" that an optional value carries. */
export function resolveSchema(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref?.startsWith("#/$defs/")) {
    const target = root.$defs?.[schema.$ref.slice("#/$defs/".length)];
    if (target) return resolveSchema({ ...target, ...omit(schema, "$ref") }, root);
  }
  const branches = (schema.anyOf ?? schema.oneOf)?.filter(branch => branch.type !== "null");
  const written = branches?.filter(branch => branch.const !== "");
  const isTextOrEmpty = written?.length === 1 && written[0]?.type === "string" && written[0].const === undefined;
  const only = branches?.length === 1 ? branches[0] : isTextOrEmpty ? written[0] : undefined;
  if (only) return resolveSchema({ ...only, ...omit(omit(schema, "anyOf"), "oneOf") }, root);
  return schema;
}

function omit(schema: JsonSchema, keyword: string): JsonSchema {
  const { [keyword]: _, ...rest } = schema;
  return rest;
}

export function allowsNull(schema: JsonSchema): boolean {
  if (Array.isArray(schema.type)) return schema.type.includes("null");
  return schema.type === "null" || [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].some(allowsNull);
}

/** Whether an empty text is named as a value of its own. */
export function allowsEmpty(schema: JsonSchema): boolean {
  return schema.const === "" || [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].some(allowsEmpty);
}

/** The values to choose from, whether written as enum, const or a union of constants; null when it is no choice. */
export function readChoices(schema: JsonSchema): (string | number | boolean)[] | null {
  const branches = schema.anyOf ?? schema.oneOf;
  const values =
    schema.enum ??
    (schema.const !== undefined ? [schema.const] : undefined) ??
    (branches?.every(branch => branch.const !== undefined) ? branches.map(branch => branch.const) : undefined);
  if (!values) return null;
  return values.filter(value => ["string", "number", "boolean"].includes(typeof value)) as (
    | string
    | number
    | boolean
  )[];
}

/** How a form shows this schema; what it cannot show as fields is edited as JSON. Expects a resolved schema. */
export function readKind(schema: JsonSchema, root: JsonSchema): FieldKind {
  if (readChoices(schema)) return "choice";
  const type = Array.isArray(schema.type) ? schema.type.find(name => name !== "null") : schema.type;
  if (type === "boolean") return "boolean";
  if (type === "number" || type === "integer") return "number";
  if (type === "string") return (schema.maxLength ?? 0) > 300 || schema.format === "textarea" ? "longText" : "text";
  if (type === "object" && schema.properties) return "group";
  if (type === "array" && typeof schema.items === "object") {
    const kind = readKind(resolveSchema(schema.items, root), root);
    if (kind === "group") return "rows";
    return kind === "text" || kind === "longText" || kind === "number" || kind === "choice" ? "list" : "json";
  }
  return "json";
}

/** What the form starts with: the given value, else the defaults. Text, numbers and JSON are held as typed text. */
export function readDraft(given: JsonSchema, root: JsonSchema, value: unknown = given.default): unknown {
  const schema = resolveSchema(given, root);
  const start = value === undefined ? schema.default : value;
  switch (readKind(schema, root)) {
    case "group": {
      const values = (typeof start === "object" && start !== null ? start : {}) as Record<string, unknown>;
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, child]) => [name, readDraft(child, root, values[name])]),
      );
    }
    case "list":
      return Array.isArray(start) ? start.map(String) : [];
    case "rows":
      return Array.isArray(start) ? start.map(entry => readDraft(schema.items as JsonSchema, root, entry)) : [];
    case "boolean":
      return start === true;
    case "json":
      return start === undefined ? "" : JSON.stringify(start, null, 2);
    default:
      return start === undefined || start === null ? "" : String(start);
  }
}

/** "score-all", "maxPerDay" and "max_per_day" as words: "Score all", "Max per day". */
export function writeLabel(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[-_]+/g, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
