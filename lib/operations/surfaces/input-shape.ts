/** Owns what the surfaces need to know of a Zod schema before parsing: which fields exist, and which texts mean numbers. */
import { z } from "zod";
import type { FieldError } from "#lib/core/errors.ts";

export type Shape =
  | { kind: "object"; fields: ReadonlyMap<string, Shape>; isOpen: boolean }
  | { kind: "record" }
  | { kind: "array"; item: Shape }
  | { kind: "number" }
  | { kind: "boolean" }
  | { kind: "other" };

/** The shape of a schema, through optional, default, nullable, pipes and lazies. */
export function describeShape(schema: z.core.$ZodType, depth = 0): Shape {
  // A recursive schema has no bottom; below this depth its own parse still guards it.
  if (depth > 12) return { kind: "other" };
  const below = (inner: z.core.$ZodType) => describeShape(inner, depth + 1);
  if (schema instanceof z.ZodObject) {
    const fields = new Map(
      Object.entries(schema.shape).map(([name, field]) => [name, below(field as z.core.$ZodType)]),
    );
    return {
      kind: "object",
      fields,
      isOpen: schema.def.catchall !== undefined && !(schema.def.catchall instanceof z.ZodNever),
    };
  }
  if (schema instanceof z.ZodRecord) return { kind: "record" };
  if (schema instanceof z.ZodArray) return { kind: "array", item: below(schema.element) };
  if (schema instanceof z.ZodNumber) return { kind: "number" };
  if (schema instanceof z.ZodBoolean) return { kind: "boolean" };
  if (schema instanceof z.ZodPipe)
    return below(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodNonOptional
  ) {
    return below(schema.def.innerType);
  }
  return { kind: "other" };
}

/** Every field of a value, at any depth, that its shape does not know. Stops at twenty. */
export function listUnknownFields(
  value: unknown,
  shape: Shape,
  describe: (name: string, known: readonly string[]) => string,
): FieldError[] {
  const errors: FieldError[] = [];
  function walk(part: unknown, expected: Shape, path: string): void {
    if (errors.length >= 20 || typeof part !== "object" || part === null) return;
    if (expected.kind === "array" && Array.isArray(part)) {
      for (const [at, item] of part.entries()) walk(item, expected.item, `${path}.${at}`);
    }
    if (expected.kind !== "object" || Array.isArray(part)) return;
    for (const [name, inner] of Object.entries(part)) {
      const field = expected.fields.get(name);
      const at = path === "" ? name : `${path}.${name}`;
      if (field !== undefined) walk(inner, field, at);
      else if (!expected.isOpen) errors.push({ path: at, message: describe(name, [...expected.fields.keys()]) });
    }
  }
  walk(value, shape, "");
  return errors;
}
