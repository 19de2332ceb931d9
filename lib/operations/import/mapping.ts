/** Owns the first guess at what each column is, and the refusal of mappings that make no sense. */
import type { FieldError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { toPlainHeader } from "./consent.ts";
import { isMostly } from "./guess-rules.ts";
import type { FixedValues, Guess, Kind } from "./kind.ts";
import type { ImportTarget } from "./targets.ts";

export type Mapping = Readonly<Record<string, ImportTarget>>;

type KindOfColumns = Pick<
  Kind<unknown>,
  "noun" | "targets" | "fallback" | "repeatable" | "required" | "rules" | "guess" | "check"
>;

/** What each column most likely is, from its name and its first values; a target is guessed once, but several make a name. */
export function guessMapping(kind: KindOfColumns, header: readonly string[], rows: readonly string[][]): Guess[] {
  const taken = new Set<ImportTarget>();
  return header.map((name, index) => {
    const plain = toPlainHeader(name);
    const values = rows.map(row => row[index]?.trim() ?? "").filter(value => value !== "");
    const own = kind.guess?.(name, plain, values) ?? null;
    if (own !== null) return own;
    const rule = kind.rules.find(
      candidate =>
        candidate.pattern.test(plain) &&
        (kind.repeatable.includes(candidate.target) || !taken.has(candidate.target)) &&
        (candidate.fits === undefined || isMostly(values, candidate.fits)),
    );
    if (rule === undefined) return { target: kind.fallback, reason: null };
    taken.add(rule.target);
    return { target: rule.target, reason: rule.reason ?? null };
  });
}

/** Each column's target by position; columns that the mapping leaves out become `others`. Throws `invalid` with what is wrong. */
export function readMapping(
  kind: KindOfColumns,
  header: readonly string[],
  mapping: Mapping,
  others: ImportTarget,
  fixed: FixedValues,
): ImportTarget[] {
  const errors: FieldError[] = [];
  const seen = new Map<ImportTarget, string>();
  for (const [column, target] of Object.entries(mapping)) {
    const path = `mapping.${column}`;
    if (!header.includes(column))
      errors.push({ path, message: `the file has no such column: it has ${header.slice(0, 30).join(", ")}` });
    if (!kind.targets.includes(target))
      errors.push({ path, message: `${kind.noun}s have no "${target}": choose one of ${kind.targets.join(", ")}` });
    const other = seen.get(target);
    if (other !== undefined && target !== "ignore" && !kind.repeatable.includes(target)) {
      errors.push({ path, message: `"${other}" already is the ${target}: choose one of the two` });
    }
    seen.set(target, column);
  }
  if (!kind.targets.includes(others))
    errors.push({ path: "others", message: `${kind.noun}s have no "${others}": choose ignore` });
  const targets = header.map(column => (Object.hasOwn(mapping, column) ? (mapping[column] ?? "ignore") : others));
  const mapped = new Set<ImportTarget>(targets.filter(target => target !== "ignore"));
  for (const target of kind.required) {
    if (target === "any" && mapped.size === 0) errors.push({ path: "mapping", message: "take at least one column" });
    else if (target !== "any" && !mapped.has(target))
      errors.push({ path: "mapping", message: `say which column is the ${target}` });
  }
  errors.push(...(kind.check?.(mapped, fixed) ?? []));
  if (errors.length > 0) throw refuseFields(errors);
  return targets;
}
