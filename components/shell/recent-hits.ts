/** What a person opened from the palette last, kept in this browser alone; none of it is needed for anything to work. */
import { foundKinds, type Hit } from "./found-kinds.ts";

const storageKey = "quarterdeck-recent";
const keptHits = 24;
const shownHits = 6;

/** One thing that was opened, with what its row in the palette shows. */
export type RecentHit = {
  workspaceId: string;
  kind: Hit["kind"];
  id: string;
  title: string;
  detail: string | null;
  domain: string | null;
};

/** The latest first. What this browser holds may be from an older version: what cannot be read is left out. */
export function readRecentHits(workspaceId: string): RecentHit[] {
  return readAll()
    .filter(hit => hit.workspaceId === workspaceId)
    .slice(0, shownHits);
}

export function rememberHit(hit: RecentHit): void {
  const others = readAll().filter(one => one.id !== hit.id || one.workspaceId !== hit.workspaceId);
  localStorage.setItem(storageKey, JSON.stringify([hit, ...others].slice(0, keptHits)));
}

function readAll(): RecentHit[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecentHit) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function isRecentHit(value: unknown): value is RecentHit {
  if (typeof value !== "object" || value === null) return false;
  const hit = value as Record<string, unknown>;
  if (typeof hit.kind !== "string" || !(hit.kind in foundKinds)) return false;
  return ["workspaceId", "id", "title"].every(name => typeof hit[name] === "string");
}
