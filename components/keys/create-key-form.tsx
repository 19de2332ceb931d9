"use client";
/** The form of a new key; every refusal of the server is shown at its field. */
import { type FormEvent, useId, useRef, useState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { makeIdempotencyKey, ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { explainScope, type NewApiKey } from "./key-data.ts";

const dayMs = 24 * 60 * 60 * 1000;
const lifetimes = [
  { value: "30", label: "After 30 days" },
  { value: "90", label: "After 90 days" },
  { value: "365", label: "After a year" },
  { value: "never", label: "Never by itself" },
] as const;
type Lifetime = (typeof lifetimes)[number]["value"];

export type CreateKeyFormProps = {
  scopes: readonly string[];
  onMade: (key: NewApiKey) => void;
  onCancel: () => void;
};

type Errors = { name?: string; scopes?: string; whole?: string };

export function CreateKeyForm({ scopes, onMade, onCancel }: CreateKeyFormProps) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>(() => scopes.filter(scope => scope.endsWith(":read")));
  const [lifetime, setLifetime] = useState<Lifetime>("90");
  const [errors, setErrors] = useState<Errors>({});
  const [isBusy, setIsBusy] = useState(false);
  const scopesId = useId();
  // The same key again after a lost answer, so that one press never makes two keys.
  const intention = useRef(makeIdempotencyKey());

  function toggle(scope: string, isChosen: boolean) {
    setChosen(before => scopes.filter(one => (one === scope ? isChosen : before.includes(one))));
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found: Errors = {
      name: name.trim() === "" ? "Give the key a name, such as the program that will use it." : undefined,
      scopes: chosen.length === 0 ? "Choose at least one." : undefined,
    };
    setErrors(found);
    if (found.name || found.scopes) return;
    setIsBusy(true);
    try {
      const expiresAt =
        lifetime === "never" ? undefined : new Date(Date.now() + Number(lifetime) * dayMs).toISOString();
      const body = { name: name.trim(), scopes: chosen, expires_at: expiresAt };
      onMade(await request<NewApiKey>("/keys", { body, idempotencyKey: intention.current }));
    } catch (error) {
      // A refused request may be changed and sent anew; only a lost answer is asked for again.
      if (error instanceof ProblemError && error.status !== 0) intention.current = makeIdempotencyKey();
      setErrors(placeKeyErrors(error));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {errors.whole ? <Refusal>{errors.whole}</Refusal> : null}
      <Field label="Name" error={errors.name}>
        <Input value={name} onValueChange={setName} maxLength={80} placeholder="Nightly export" autoComplete="off" />
      </Field>
      <fieldset aria-describedby={errors.scopes ? scopesId : undefined} className="flex min-w-0 flex-col gap-1.5">
        <legend className="mb-1.5 font-medium text-sm">What it may do</legend>
        <div className="scroll-slim max-h-64 overflow-y-auto rounded-md border">
          {scopes.map(scope => (
            <label
              key={scope}
              htmlFor={`${scopesId}-${scope}`}
              className="flex min-h-9 items-center gap-3 border-b px-3 py-1.5 last:border-b-0 hover:bg-hover max-md:min-h-11"
            >
              <Checkbox
                id={`${scopesId}-${scope}`}
                checked={chosen.includes(scope)}
                onCheckedChange={isChosen => toggle(scope, isChosen)}
              />
              <span className="min-w-0 flex-1">
                <span className="block text-sm">{explainScope(scope)}</span>
                <code className="block font-mono text-faint text-xs">{scope}</code>
              </span>
            </label>
          ))}
        </div>
        {errors.scopes ? (
          <p id={scopesId} role="alert" className="text-danger text-xs">
            {errors.scopes}
          </p>
        ) : null}
      </fieldset>
      <Field label="Ends">
        <Select options={lifetimes} value={lifetime} onValueChange={setLifetime} />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          Make the key
        </Button>
      </div>
    </form>
  );
}

function placeKeyErrors(error: unknown): Errors {
  const issues = error instanceof ProblemError ? error.errors : [];
  const find = (field: string) => issues.find(issue => String(issue.path).startsWith(field))?.message;
  const placed = { name: find("name"), scopes: find("scopes") };
  return placed.name || placed.scopes ? placed : { whole: describeError(error) };
}
