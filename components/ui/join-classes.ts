/** Joins class names so that a caller's class wins over a component's own; holds no styling itself. */
import { type ClassValue, clsx } from "clsx";

/** What a class decides, by its shape; two that decide the same never stand together, the later one stays. */
const kinds: readonly (readonly [kind: string, shape: RegExp])[] = [
  ["position", /^(static|relative|absolute|fixed|sticky)$/],
  ["display", /^(block|inline-block|inline|flex|inline-flex|grid|inline-grid|contents|hidden)$/],
  ["text-size", /^text-(xs|sm|base|lg|xl|\dxl|\[[\d.]+(rem|px)\])$/],
  ["text-align", /^text-(left|center|right|start|end)$/],
  ["text-wrap", /^text-(wrap|nowrap|balance|pretty)$/],
  ["text-color", /^text-/],
  ["text-decoration", /^(underline|no-underline|line-through)$/],
  ["font-family", /^font-(sans|mono)$/],
  ["font-weight", /^font-/],
  ["border-width", /^border(-\d)?$/],
  ["border-style", /^border-(solid|dashed|dotted|none)$/],
  ["$1", /^(border-[xytrbl])(-\d)?$/],
  ["border-side", /^border-[xytrbl](-|$)/],
  ["border-color", /^border-(?!collapse)/],
  ["rounded", /^rounded(-(none|xs|sm|md|lg|xl|full))?$/],
  ["flex-direction", /^flex-(row|col)/],
  ["flex-wrap", /^flex-(no)?wrap$/],
  ["flex", /^flex-/],
  ["inset", /^-?inset-[^xy]/],
  ["$1", /^(h|w|size|(?:min|max)-[hw]|p[xytrbl]?|-?m[xytrbl]?|gap(?:-[xy])?|overflow(?:-[xy])?)-/],
  [
    "$1",
    /^(bg|shadow|whitespace|items|justify(?:-self|-items)?|self|leading|tracking|opacity|top|right|bottom|left|z|shrink|basis|transition|duration)-/,
  ],
  ["outline-offset", /^-?outline-offset-/],
  ["pointer-events", /^pointer-events-/],
  ["transition", /^transition$/],
];

/** What a later class also decides: "p-4" leaves nothing of an earlier "px-2". */
const covers: Record<string, readonly string[]> = {
  size: ["h", "w"],
  p: ["px", "py", "pt", "pr", "pb", "pl"],
  px: ["pr", "pl"],
  py: ["pt", "pb"],
  m: ["mx", "my", "mt", "mr", "mb", "ml"],
  mx: ["mr", "ml"],
  my: ["mt", "mb"],
  gap: ["gap-x", "gap-y"],
  overflow: ["overflow-x", "overflow-y"],
  flex: ["shrink", "basis"],
  inset: ["top", "right", "bottom", "left"],
  "text-size": ["leading"],
};

function readKind(name: string): string | null {
  for (const [kind, shape] of kinds) {
    const found = shape.exec(name);
    if (found) return kind === "border-side" ? null : kind.replace("$1", (found[1] ?? "").replace("-m", "m"));
  }
  return null;
}

const joined = new Map<string, string>();

export function joinClasses(...classes: ClassValue[]): string {
  const text = clsx(classes);
  const known = joined.get(text);
  if (known !== undefined) return known;
  const decided = new Set<string>();
  const kept = text
    .split(" ")
    .filter(Boolean)
    .reverse()
    .filter(name => {
      // "max-md:h-11!" decides the height only where its conditions hold, and only among the important ones.
      const [, conditions = "", base = ""] = /^((?:[^:[\]]*(?:\[[^\]]*\])?[^:[\]]*:)*)(.*)$/.exec(name) ?? [];
      const isImportant = base.endsWith("!");
      const kind = readKind(isImportant ? base.slice(0, -1) : base);
      if (kind === null) {
        const isRepeated = decided.has(name);
        decided.add(name);
        return !isRepeated;
      }
      const scope = `${conditions}${isImportant ? "!" : ""}`;
      if (decided.has(scope + kind)) return false;
      for (const one of [kind, ...(covers[kind] ?? [])]) decided.add(scope + one);
      return true;
    });
  const result = kept.reverse().join(" ");
  joined.set(text, result);
  return result;
}
