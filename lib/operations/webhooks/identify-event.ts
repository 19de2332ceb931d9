/** Owns what a payload says of itself: the sender's own id for it, and its type. */
import type { JsonValue } from "#lib/core/json.ts";
import type { SourceKind } from "./proof.ts";

/** Id and type as a kind of source writes them; the type is empty where there is none. */
export function identifyEvent(kind: SourceKind, payload: JsonValue): { id: string | null; type: string } {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return { id: null, type: "" };
  const read = (name: string) => {
    const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
    return typeof value === "string" || typeof value === "number" ? toStorable(String(value)) : null;
  };
  switch (kind) {
    case "standard":
      return { id: null, type: read("type") ?? read("event") ?? "" };
    case "sendgrid":
      return { id: read("sg_event_id"), type: read("event") ?? "" };
    case "telegram":
      return {
        id: read("update_id"),
        type: toStorable(Object.keys(payload).find(name => name !== "update_id") ?? ""),
      };
  }
}

/** Without what a text column cannot hold, and not endless: an event is kept whatever its type is called. */
function toStorable(text: string): string {
  return text.slice(0, 200).toWellFormed().replaceAll("\u0000", "");
}
