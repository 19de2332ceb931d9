"use client";
/** What a person has typed into settings and not saved: held against what is saved, never lost by going elsewhere unasked. */
import { useEffect, useMemo, useState } from "react";
import { ProblemError } from "#components/shared/request.ts";

export type Draft = Record<string, string>;
type Errors<D extends Draft> = Partial<Record<keyof D, string>> & { whole?: string };

/** Drafts of forms that were left by a way that cannot be asked about, such as a key: found again where they were written. */
const kept = new Map<string, Draft>();

export function useDraft<D extends Draft>(id: string, saved: D) {
  const [changes, setChanges] = useState<Partial<D>>(() => (kept.get(id) as Partial<D> | undefined) ?? {});
  const [errors, setErrors] = useState<Errors<D>>({});
  const changed = useMemo(
    () => Object.keys(changes).filter(name => changes[name] !== undefined && changes[name] !== saved[name]),
    [changes, saved],
  );
  const isDirty = changed.length > 0;

  useEffect(() => {
    if (isDirty) kept.set(id, changes as Draft);
    else kept.delete(id);
  }, [id, isDirty, changes]);

  return {
    values: { ...saved, ...changes } as D,
    changed: changed as (keyof D & string)[],
    isDirty,
    errors,
    setErrors,
    set(name: keyof D & string, value: string) {
      setChanges(before => ({ ...before, [name]: value }));
      setErrors(before => ({ ...before, [name]: undefined, whole: undefined }));
    },
    discard() {
      setChanges({});
      setErrors({});
    },
  };
}

/** A refusal at the fields that it names, by the names that the server uses; what names none stands above the form. */
export function placeDraftErrors<D extends Draft>(error: unknown, names: readonly (keyof D & string)[]): Errors<D> {
  const placed: Errors<D> = {};
  for (const issue of error instanceof ProblemError ? error.errors : []) {
    const name = names.find(one => String(issue.path).split(/[.,/]/)[0] === one);
    if (name !== undefined) placed[name] ??= raise(issue.message) as Errors<D>[typeof name];
  }
  if (Object.keys(placed).length === 0) placed.whole = raise(error instanceof Error ? error.message : String(error));
  return placed;
}

function raise(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
