"use client";
/** A list of things with fields of their own, such as rules: each is one line in words, and opens to be changed. */
import { Pencil, Plus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { type JsonSchema, readDraft, resolveSchema, writeLabel } from "./json-schema.ts";
import { SchemaField, type SchemaFieldProps } from "./schema-field.tsx";

export type SchemaRowsProps = SchemaFieldProps & { hint?: string };

export function SchemaRows({ schema, root, path, draft, errors, isDisabled, hint, onChange }: SchemaRowsProps) {
  const entries: unknown[] = Array.isArray(draft) ? draft : [];
  const items = resolveSchema(schema.items as JsonSchema, root);
  const label = schema.title ?? writeLabel(path.at(-1) ?? "");
  const key = path.join(".");
  const [open, setOpen] = useState<number | null>(null);
  const hasError = (index: number) => Object.keys(errors).some(name => name.startsWith(`${key}.${index}.`));

  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-sm">{label}</legend>
      {entries.length > 0 ? (
        <ul className="divide-y divide-line rounded-md border">
          {entries.map((entry, index) => {
            const isOpen = open === index || hasError(index);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place
              <li key={index} className="flex flex-col gap-3 py-1 pr-1 pl-3">
                <div className="flex min-w-0 items-center gap-1">
                  <span className="min-w-0 flex-1 truncate text-sm">{describeEntry(entry, items)}</span>
                  <Button
                    variant="ghost"
                    size="icon"
                    aria-label={`Change ${label} ${index + 1}`}
                    aria-expanded={isOpen}
                    disabled={isDisabled}
                    onClick={() => setOpen(isOpen ? null : index)}
                  >
                    <Pencil aria-hidden />
                  </Button>
                  <Button
                    variant="ghost"
                    size="icon"
                    aria-label={`Remove ${label} ${index + 1}`}
                    disabled={isDisabled}
                    onClick={() => {
                      setOpen(null);
                      onChange(entries.toSpliced(index, 1));
                    }}
                  >
                    <X aria-hidden />
                  </Button>
                </div>
                {isOpen ? (
                  <div className="flex flex-col gap-3 pr-2 pb-3">
                    {Object.entries(items.properties ?? {}).map(([name, child]) => (
                      <SchemaField
                        key={name}
                        schema={child}
                        root={root}
                        path={[...path, String(index), name]}
                        draft={(entry as Record<string, unknown>)[name]}
                        errors={errors}
                        isRequired={items.required?.includes(name) ?? false}
                        isDisabled={isDisabled}
                        onChange={next => onChange(entries.with(index, { ...(entry as object), [name]: next }))}
                      />
                    ))}
                  </div>
                ) : null}
              </li>
            );
          })}
        </ul>
      ) : null}
      <Button
        size="sm"
        className="self-start"
        disabled={isDisabled}
        onClick={() => {
          setOpen(entries.length);
          onChange([...entries, readDraft(items, root)]);
        }}
      >
        <Plus aria-hidden />
        Add
      </Button>
      {hint ? <p className="text-muted text-xs">{hint}</p> : null}
      {errors[key] ? (
        <p role="alert" className="text-danger text-xs">
          {errors[key]}
        </p>
      ) : null}
    </fieldset>
  );
}

/** "discount: coupon, promo code": its first text, then what else is filled in beside the usual. */
export function describeEntry(entry: unknown, items: JsonSchema): string {
  if (typeof entry !== "object" || entry === null) return "New";
  const usual = readDraft(items, items) as Record<string, unknown>;
  const words = Object.entries(entry).flatMap(([name, value]) => {
    if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(String).join(", ")];
    if (typeof value === "boolean" || value === "" || value === usual[name]) return [];
    const text = String(value);
    return [/^-?[\d.]+$/.test(text) ? `${writeLabel(name).toLowerCase()} ${text}` : text];
  });
  const [first, ...rest] = words;
  if (first === undefined) return "New";
  return rest.length === 0 ? first : `${first}: ${rest.join("; ")}`;
}
