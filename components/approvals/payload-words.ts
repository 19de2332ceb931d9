/** Writes what would leave as one text, so that one comparison shows every change; the message itself comes last. */
import { type JsonSchema, writeLabel } from "#components/shared/json-schema.ts";

export function writePayload(schema: JsonSchema | null, value: Readonly<Record<string, unknown>>): string {
  const properties = schema?.properties ?? {};
  const known = Object.keys(properties);
  const names = [...known, ...Object.keys(value).filter(name => !known.includes(name))];
  const lines = names.flatMap(name => {
    const part = value[name];
    if (name === "text" || part === undefined || part === null || part === "") return [];
    if (Array.isArray(part) && part.length === 0) return [];
    const shown = Array.isArray(part) ? part.map(writePart).join(" ") : writePart(part);
    return [`${properties[name]?.title ?? writeLabel(name)}: ${shown}`];
  });
  return [...lines, "", String(value.text ?? "")].join("\n").trim();
}

function writePart(part: unknown): string {
  return typeof part === "object" ? JSON.stringify(part) : String(part);
}
