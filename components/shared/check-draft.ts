/** Turns what was typed into the value the schema asks for, or says per field what is wrong and how to mend it. */
import {
  allowsEmpty,
  allowsNull,
  type FieldErrors,
  type JsonSchema,
  readChoices,
  readKind,
  resolveSchema,
} from "./json-schema.ts";

export type CheckedDraft = { value: unknown; errors: FieldErrors };

/** Error keys are dotted paths: "limit", "weights.fit", "platforms.0". An empty optional field is left out of the value. */
export function checkDraft(schema: JsonSchema, draft: unknown): CheckedDraft {
  const errors: FieldErrors = {};
  const value = checkField(schema, draft, [], true);
  return { value, errors };

  function checkField(given: JsonSchema, typed: unknown, path: string[], isRequired: boolean): unknown {
    const field = resolveSchema(given, schema);
    const kind = readKind(field, schema);
    if (kind === "group") return checkGroup(field, typed, path);
    if (kind === "list" || kind === "rows") return checkList(field, typed, path, isRequired);
    if (kind === "boolean") return typed === true;
    const text = typeof typed === "string" ? (kind === "longText" ? typed : typed.trim()) : "";
    if (text === "") {
      if (allowsNull(given)) return null;
      if (allowsEmpty(given)) return "";
      if (isRequired && field.default === undefined && !(kind === "text" && !field.minLength && !field.format)) {
        report(path, kind === "choice" ? "Choose one." : "Fill this in.");
      }
      return isRequired && field.default === undefined && (kind === "text" || kind === "longText") ? "" : undefined;
    }
    if (kind === "number") return checkNumber(field, text, path);
    if (kind === "choice") return checkChoice(field, text, path);
    if (kind === "json") return checkJson(text, path);
    return checkText(field, text, path);
  }

  function report(path: string[], message: string) {
    errors[path.join(".")] ??= message;
  }

  function checkGroup(field: JsonSchema, typed: unknown, path: string[]) {
    const drafts = (typeof typed === "object" && typed !== null ? typed : {}) as Record<string, unknown>;
    const value: Record<string, unknown> = {};
    for (const [name, child] of Object.entries(field.properties ?? {})) {
      const checked = checkField(child, drafts[name], [...path, name], field.required?.includes(name) ?? false);
      if (checked !== undefined) value[name] = checked;
    }
    return value;
  }

  function checkList(field: JsonSchema, typed: unknown, path: string[], isRequired: boolean) {
    const items = field.items as JsonSchema;
    // An empty text is no entry; an empty row is one, with its fields still to fill in.
    const entries = (Array.isArray(typed) ? typed : []).filter(
      entry => typeof entry === "object" || String(entry).trim() !== "",
    );
    if (entries.length === 0 && !isRequired && field.default === undefined) return undefined;
    if (entries.length < (field.minItems ?? 0)) report(path, `Give at least ${field.minItems}.`);
    if (entries.length > (field.maxItems ?? Number.POSITIVE_INFINITY)) report(path, `Give at most ${field.maxItems}.`);
    return entries.map((entry, index) => checkField(items, entry, [...path, String(index)], true));
  }

  function checkNumber(field: JsonSchema, text: string, path: string[]) {
    const number = Number(text);
    const isWhole = field.type === "integer" || (Array.isArray(field.type) && field.type.includes("integer"));
    const lowest = field.minimum;
    const highest = field.maximum !== undefined && field.maximum < Number.MAX_SAFE_INTEGER ? field.maximum : undefined;
    if (!Number.isFinite(number)) report(path, "Enter a number, such as 25.");
    else if (isWhole && !Number.isInteger(number)) report(path, "Enter a whole number.");
    else if (lowest !== undefined && number < lowest) report(path, `Enter ${lowest} or more.`);
    else if (highest !== undefined && number > highest) report(path, `Enter ${highest} or less.`);
    else if (field.exclusiveMinimum !== undefined && number <= field.exclusiveMinimum) {
      report(path, `Enter more than ${field.exclusiveMinimum}.`);
    } else if (field.exclusiveMaximum !== undefined && number >= field.exclusiveMaximum) {
      report(path, `Enter less than ${field.exclusiveMaximum}.`);
    }
    return number;
  }

  function checkChoice(field: JsonSchema, text: string, path: string[]) {
    const chosen = readChoices(field)?.find(choice => String(choice) === text);
    if (chosen === undefined) report(path, "Choose one of the listed values.");
    return chosen;
  }

  function checkJson(text: string, path: string[]) {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      report(path, `This is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  function checkText(field: JsonSchema, text: string, path: string[]) {
    if (text.length < (field.minLength ?? 0)) report(path, `Use at least ${field.minLength} characters.`);
    else if (text.length > (field.maxLength ?? Number.POSITIVE_INFINITY)) {
      report(path, `Use at most ${field.maxLength} characters; this has ${text.length}.`);
    } else if (field.format === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) {
      report(path, "Enter an email address such as name@company.com.");
    } else if (field.format === "uri" && !URL.canParse(text)) {
      report(path, "Enter a full address such as https://example.com.");
    } else if (!field.format && field.pattern && !new RegExp(field.pattern, "u").test(text)) {
      report(path, `Use the form ${field.pattern}.`);
    }
    return text;
  }
}
