/** Owns what a refused field says: each message names the fix. Importing this makes every schema speak so; a schema's own words stay. */
import { distance } from "fastest-levenshtein";
import { z } from "zod";

type Issue = z.core.$ZodRawIssue;

const kinds: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  nan: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object with named fields",
  record: "an object with named fields",
  map: "an object with named fields",
  date: "a date",
  null: "null",
};

const formats: Record<string, string> = {
  uuid: "give an id like 01a1f8b7-a954-7000-83a9-0488f3882a5c",
  guid: "give an id like 01a1f8b7-a954-7000-83a9-0488f3882a5c",
  email: "give a full e-mail address, like name@example.com",
  url: "give a full address, like https://example.com",
  datetime: "give a moment like 2026-11-20T14:30:00Z",
  date: "give a date like 2026-11-20",
  time: "give a time like 14:30",
  json_string: "give valid JSON",
};

function describeIssue(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type": {
      const wanted = `give ${kinds[issue.expected] ?? `a ${issue.expected}`}`;
      return issue.input === undefined ? `is missing: ${wanted}` : wanted;
    }
    case "invalid_value":
      if (issue.values.length === 1) return `give ${write(issue.values[0])}`;
      return `choose one of ${issue.values.map(write).join(", ")}`;
    case "too_small":
      return describeBound(issue, issue.inclusive === false ? "more than" : "at least", issue.minimum);
    case "too_big":
      return describeBound(issue, issue.inclusive === false ? "less than" : "at most", issue.maximum);
    case "invalid_format":
      return describeFormat(issue);
    case "not_multiple_of":
      return `give a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return issue.keys.map(key => describeUnknownField(key, listFields(issue.inst))).join("\n");
    case "invalid_union":
      return describeUnion(issue.errors);
    case "invalid_key":
      return "has a name that is not allowed: correct it";
    case "invalid_element":
      return "has an entry that is not allowed: correct it";
    default:
      return undefined;
  }
}

/** What to do about a name that is not known, with the nearest one that is. */
function describeUnknownField(name: string, known: readonly string[]): string {
  const nearest = known
    .map(candidate => ({ candidate, edits: distance(candidate, name) }))
    .sort((a, b) => a.edits - b.edits)[0];
  const start = `there is no field ${JSON.stringify(name.slice(0, 60))}`;
  if (nearest !== undefined && nearest.edits <= Math.max(2, name.length / 3))
    return `${start}: did you mean "${nearest.candidate}"?`;
  return known.length === 0 || known.length > 20
    ? `${start}: leave it out or correct it`
    : `${start}: leave it out, or choose one of ${known.join(", ")}`;
}

function listFields(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function describeBound(
  issue: { origin: string; exact?: boolean; inclusive?: boolean },
  bound: string,
  limit: number | bigint,
): string {
  const amount = issue.exact === true ? "exactly" : bound;
  const count = limit.toLocaleString("en");
  const plural = Number(limit) === 1 ? "" : "s";
  if (issue.origin === "string" && amount === "at most") return `shorten it to ${count} character${plural}`;
  if (issue.origin === "string") return `give ${amount} ${count} character${plural}`;
  if (issue.origin === "array" || issue.origin === "set") return `give ${amount} ${count} item${plural}`;
  if (issue.origin === "record" || issue.origin === "map") return `give ${amount} ${count} field${plural}`;
  // A number outside of what can be counted with, as it is written.
  return `give ${amount} ${Number(limit) > 1e12 ? String(limit) : count}`;
}

function describeFormat(issue: Extract<Issue, { code: "invalid_format" }>): string {
  const part = (name: string) => write(Reflect.get(issue, name));
  if (issue.format === "starts_with") return `begin it with ${part("prefix")}`;
  if (issue.format === "ends_with") return `end it with ${part("suffix")}`;
  if (issue.format === "includes") return `write ${part("includes")} in it`;
  if (issue.format === "regex") return `write it in the form ${issue.pattern}`;
  return formats[issue.format] ?? `write it as ${issue.format.replaceAll("_", " ")}`;
}

/** The first words of each branch: any of them mends it. */
function describeUnion(branches: readonly (readonly { message?: string }[])[]): string {
  const words = [...new Set(branches.flatMap(([first]) => (first?.message === undefined ? [] : [first.message])))];
  return words.length > 0 ? words.join(", or ") : "give a value of another kind";
}

function write(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}

z.config({ customError: describeIssue });
