"use client";
/** Opens an address for an outside program, or gives one a new secret; then shows what the sender must be told, once. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { makeIdempotencyKey, ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { SourceSecret } from "./source-secret.tsx";
import { useOrigin } from "./use-origin.ts";
import { kindWords, type Source, type SourceKind, type SourceWithSecret } from "./webhook-data.ts";

const kinds = (["standard", "sendgrid", "telegram"] as const).map(value => ({ value, ...kindWords[value] }));
const overlaps = [
  { value: "1440", label: "For a day" },
  { value: "60", label: "For an hour" },
  { value: "10080", label: "For a week" },
  { value: "0", label: "Not at all: end it now" },
] as const;
type Overlap = (typeof overlaps)[number]["value"];
type Errors = Partial<Record<"name" | "secret" | "public_url" | "whole", string>>;

export type SourceDialogProps = {
  /** The source that gets a new secret; null to add one. */
  source: Source | null;
  onClose: () => void;
};

export function SourceDialog({ source, onClose }: SourceDialogProps) {
  const queries = useQueryClient();
  const [made, setMade] = useState<SourceWithSecret | null>(null);
  const adds = source === null;
  return (
    <Dialog
      open
      onOpenChange={isOpen => isOpen || onClose()}
      title={made ? "Tell the sender now" : adds ? "New webhook source" : `New secret for “${source.name}”`}
      description={
        made
          ? "Both go into the settings of the program that calls."
          : adds
            ? "An address for one program outside. Each call must prove that it comes from there."
            : "The address stays the same."
      }
    >
      {made ? (
        <SourceSecret source={made} onDone={onClose} />
      ) : (
        <SourceForm
          source={source}
          onCancel={onClose}
          onMade={next => {
            setMade(next);
            void queries.invalidateQueries({ queryKey: ["webhook"] });
          }}
        />
      )}
    </Dialog>
  );
}

type FormProps = { source: Source | null; onMade: (made: SourceWithSecret) => void; onCancel: () => void };

function SourceForm({ source, onMade, onCancel }: FormProps) {
  const origin = useOrigin();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<SourceKind>(source?.kind ?? "standard");
  const [secret, setSecret] = useState("");
  const [publicUrl, setPublicUrl] = useState<string | null>(null);
  const [overlap, setOverlap] = useState<Overlap>("1440");
  const [errors, setErrors] = useState<Errors>({});
  const [isBusy, setIsBusy] = useState(false);
  // The same key again after a lost answer, so that one press never makes two.
  const intention = useRef(makeIdempotencyKey());
  const address = publicUrl ?? (origin.startsWith("https:") ? origin : "");

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (source === null && name.trim() === "") return setErrors({ name: "Say who calls, like Sign-up form." });
    setErrors({});
    setIsBusy(true);
    const shared = {
      secret: secret.trim() === "" ? undefined : secret.trim(),
      public_url: kind === "telegram" && address !== "" ? address : undefined,
    };
    const body =
      source === null ? { ...shared, name: name.trim(), kind } : { ...shared, overlap_minutes: Number(overlap) };
    const path = source === null ? "/webhooks" : `/webhooks/${source.id}/rotate`;
    try {
      onMade(await request<SourceWithSecret>(path, { body, idempotencyKey: intention.current }));
    } catch (error) {
      // A refused request may be changed and sent anew; only a lost answer is asked for again.
      if (error instanceof ProblemError && error.status !== 0) intention.current = makeIdempotencyKey();
      setErrors(placeErrors(error));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {errors.whole ? <Refusal>{errors.whole}</Refusal> : null}
      {source === null ? (
        <>
          <Field label="Who calls" error={errors.name}>
            <Input value={name} onValueChange={setName} maxLength={80} placeholder="Sign-up form" autoComplete="off" />
          </Field>
          <Field label="How calls are proved" hint={kindWords[kind].hint}>
            <Select
              options={kinds.map(({ value, label }) => ({ value, label }))}
              value={kind}
              onValueChange={setKind}
            />
          </Field>
        </>
      ) : (
        <Field label="The secret until now stays good">
          <Select options={overlaps} value={overlap} onValueChange={setOverlap} />
        </Field>
      )}
      {kind === "telegram" ? (
        <Field
          label="Public address"
          hint="Where this installation is reached from outside. The bot is told at once; it needs Telegram under Connections."
          error={errors.public_url}
        >
          <Input value={address} onValueChange={setPublicUrl} placeholder="https://deck.example.com" inputMode="url" />
        </Field>
      ) : (
        <Field
          label={kind === "sendgrid" ? "Verification key" : "The sender's own secret"}
          hint={
            kind === "sendgrid"
              ? "From SendGrid: Settings, Mail Settings, Event Webhook, Signature Verification."
              : "Only when the sender gives you one that begins with whsec_. Left empty, a new one is made."
          }
          error={errors.secret}
        >
          <Input value={secret} onValueChange={setSecret} autoComplete="off" spellCheck={false} className="font-mono" />
        </Field>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          {source === null ? "Open the address" : "Make a new secret"}
        </Button>
      </div>
    </form>
  );
}

function placeErrors(error: unknown): Errors {
  const issues = error instanceof ProblemError ? error.errors : [];
  const find = (field: string) => issues.find(issue => String(issue.path).startsWith(field))?.message;
  const placed = { name: find("name"), secret: find("secret"), public_url: find("public_url") };
  return placed.name || placed.secret || placed.public_url ? placed : { whole: describeError(error) };
}
