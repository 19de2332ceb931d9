"use client";
/** One field of a schema form, or a group of them; holds no state of its own. */
import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { type FieldErrors, type JsonSchema, readChoices, readKind, resolveSchema, writeLabel } from "./json-schema.ts";
import { SchemaRows } from "./schema-rows.tsx";

export type SchemaFieldProps = {
  schema: JsonSchema;
  root: JsonSchema;
  path: string[];
  draft: unknown;
  errors: FieldErrors;
  isRequired: boolean;
  isDisabled?: boolean;
  onChange: (draft: unknown) => void;
};

export function SchemaField(props: SchemaFieldProps) {
  const schema = resolveSchema(props.schema, props.root);
  const kind = readKind(schema, props.root);
  if (kind === "group") return <GroupField {...props} schema={schema} />;
  if (kind === "list") return <ListField {...props} schema={schema} />;
  if (kind === "rows") return <SchemaRows {...props} schema={schema} hint={writeHint(schema)} />;
  const { path, draft, errors, isRequired, isDisabled, onChange } = props;
  const text = typeof draft === "string" ? draft : "";
  const common = {
    label: schema.title ?? writeLabel(path.at(-1) ?? ""),
    hint: writeHint(schema),
    error: errors[path.join(".")],
    isRequired: isRequired && schema.default === undefined && kind !== "boolean",
    isDisabled,
  };
  if (kind === "boolean") {
    return (
      <Field {...common} layout="row">
        <Switch checked={draft === true} onCheckedChange={onChange} />
      </Field>
    );
  }
  if (kind === "choice") {
    const options = (readChoices(schema) ?? []).map(choice => ({
      value: String(choice),
      label: writeLabel(String(choice)),
    }));
    return (
      <Field {...common}>
        <Select
          options={isRequired ? options : [{ value: "", label: "None" }, ...options]}
          value={text === "" && isRequired ? null : text}
          onValueChange={onChange}
        />
      </Field>
    );
  }
  if (kind === "longText" || kind === "json") {
    return (
      <Field
        {...common}
        hint={kind === "json" ? [common.hint, "Written as JSON."].filter(Boolean).join(" ") : common.hint}
      >
        <Textarea
          value={text}
          onChange={event => onChange(event.target.value)}
          spellCheck={kind === "longText"}
          className={kind === "json" ? "font-mono text-xs" : undefined}
        />
      </Field>
    );
  }
  return (
    <Field {...common}>
      <Input
        value={text}
        onValueChange={onChange}
        inputMode={kind === "number" ? "decimal" : undefined}
        type={kind === "text" ? readInputType(schema) : "text"}
        className={kind === "number" ? "max-w-40 tabular-nums" : undefined}
      />
    </Field>
  );
}

function GroupField({ schema, root, path, draft, errors, isDisabled, onChange }: SchemaFieldProps) {
  const drafts = (typeof draft === "object" && draft !== null ? draft : {}) as Record<string, unknown>;
  const fields = Object.entries(schema.properties ?? {}).map(([name, child]) => (
    <SchemaField
      key={name}
      schema={child}
      root={root}
      path={[...path, name]}
      draft={drafts[name]}
      errors={errors}
      isRequired={schema.required?.includes(name) ?? false}
      isDisabled={isDisabled}
      onChange={next => onChange({ ...drafts, [name]: next })}
    />
  ));
  if (path.length === 0) return <div className="flex flex-col gap-4">{fields}</div>;
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-md border px-3 pt-2 pb-3">
      <legend className="px-1 font-medium text-sm">{schema.title ?? writeLabel(path.at(-1) ?? "")}</legend>
      {schema.description ? <p className="text-muted text-xs">{schema.description}</p> : null}
      {fields}
    </fieldset>
  );
}

function ListField({ schema, root, path, draft, errors, isDisabled, onChange }: SchemaFieldProps) {
  const entries: string[] = Array.isArray(draft) ? draft.map(String) : [];
  const items = resolveSchema(schema.items as JsonSchema, root);
  const choices = readChoices(items);
  const label = schema.title ?? writeLabel(path.at(-1) ?? "");
  const key = path.join(".");
  const error = errors[key];
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-sm">{label}</legend>
      {choices ? (
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {choices.map(choice => (
            <Field key={String(choice)} label={writeLabel(String(choice))} layout="row" isDisabled={isDisabled}>
              <Checkbox
                checked={entries.includes(String(choice))}
                onCheckedChange={isChosen =>
                  onChange(isChosen ? [...entries, String(choice)] : entries.filter(entry => entry !== String(choice)))
                }
              />
            </Field>
          ))}
        </div>
      ) : (
        <>
          {entries.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries are plain texts and have no identity but their place
            <div key={index} className="flex items-start gap-1.5">
              <Field
                label={`${label} ${index + 1}`}
                isLabelHidden
                error={errors[`${key}.${index}`]}
                isDisabled={isDisabled}
                className="flex-1"
              >
                <Input value={entry} onValueChange={next => onChange(entries.with(index, next))} />
              </Field>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Remove ${label} ${index + 1}`}
                disabled={isDisabled}
                onClick={() => onChange(entries.toSpliced(index, 1))}
              >
                <X aria-hidden />
              </Button>
            </div>
          ))}
          <Button size="sm" className="self-start" disabled={isDisabled} onClick={() => onChange([...entries, ""])}>
            <Plus aria-hidden />
            Add
          </Button>
        </>
      )}
      {writeHint(schema) ? <p className="text-muted text-xs">{writeHint(schema)}</p> : null}
      {error ? (
        <p role="alert" className="text-danger text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

function writeHint(schema: JsonSchema): string | undefined {
  const { minimum, maximum } = schema;
  const isOpenAbove = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER;
  const isOpenBelow = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER;
  const bounds =
    isOpenBelow && isOpenAbove
      ? ""
      : isOpenAbove
        ? `${minimum?.toLocaleString("en")} or more.`
        : isOpenBelow
          ? `${maximum?.toLocaleString("en")} or less.`
          : `${minimum?.toLocaleString("en")} to ${maximum?.toLocaleString("en")}.`;
  const form = schema.format === "date-time" ? "Written like 2026-01-31T12:00:00Z, in UTC." : "";
  const description =
    schema.description?.replace(/^[a-z]/, letter => letter.toUpperCase()).replace(/([^.!?])$/, "$1.") ?? "";
  return [description, bounds, form].filter(Boolean).join(" ") || undefined;
}

function readInputType(schema: JsonSchema): string {
  if (schema.format === "email") return "email";
  if (schema.format === "uri") return "url";
  if (schema.format === "date") return "date";
  if (schema.format === "time") return "time";
  return "text";
}
