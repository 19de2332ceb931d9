"use client";
/** Invites one address with a role; then shows the link, once and never again, and whether it was mailed too. */
import { useQueryClient } from "@tanstack/react-query";
import { CircleAlert, MailCheck, MailX } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { request } from "#components/shared/request.ts";
import { Button } from "#components/ui/button.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { type MemberRole, nameRole, roles } from "./roles.ts";
import type { NewInvitation } from "./settings-data.ts";
import { placeDraftErrors } from "./use-draft.ts";

export type InviteDialogProps = {
  /** A link that was made elsewhere and is to be shown; null to ask whom to invite. */
  made: NewInvitation | null;
  onClose: () => void;
};

export function InviteDialog({ made: given, onClose }: InviteDialogProps) {
  const [made, setMade] = useState(given);
  return (
    <Dialog
      title={made === null ? "Invite a person" : "Pass this link on"}
      description={
        made === null
          ? "They join with an account of the address you give. Nobody else can use the invitation."
          : "It is shown only now. Whoever opens it must sign in with the invited address."
      }
      open
      onOpenChange={isOpen => {
        if (!isOpen) onClose();
      }}
    >
      {made === null ? (
        <InviteForm onMade={setMade} onCancel={onClose} />
      ) : (
        <InvitationLink made={made} onDone={onClose} />
      )}
    </Dialog>
  );
}

function InviteForm({ onMade, onCancel }: { onMade: (made: NewInvitation) => void; onCancel: () => void }) {
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<MemberRole>("member");
  const [errors, setErrors] = useState<{ email?: string; role?: string; whole?: string }>({});
  const [isBusy, setIsBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (email.trim() === "") return setErrors({ email: "Give their e-mail address, like name@example.com." });
    setErrors({});
    setIsBusy(true);
    try {
      const body = { email: email.trim(), role, link_origin: window.location.origin };
      onMade(await request<NewInvitation>("/members/invitations", { body, timeoutMs: 60_000 }));
    } catch (error) {
      setErrors(placeDraftErrors(error, ["email", "role"]));
    } finally {
      setIsBusy(false);
      void queries.invalidateQueries({ queryKey: ["invitation"] });
    }
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {errors.whole ? <Refusal>{errors.whole}</Refusal> : null}
      <Field label="E-mail address" error={errors.email} isRequired>
        <Input
          type="email"
          value={email}
          onValueChange={setEmail}
          autoComplete="off"
          placeholder="name@example.com"
          maxLength={254}
        />
      </Field>
      <Field label="Role" hint={roles.find(one => one.value === role)?.meaning} error={errors.role}>
        <Select
          value={role}
          onValueChange={setRole}
          options={roles.filter(one => one.value !== "owner").map(({ value, label }) => ({ value, label }))}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          Invite
        </Button>
      </div>
    </form>
  );
}

function InvitationLink({ made, onDone }: { made: NewInvitation; onDone: () => void }) {
  const link = `${window.location.origin}/join?token=${made.token}`;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1.5">
        <span className="text-sm">
          For <strong className="font-medium">{made.email}</strong>, as {nameRole(made.role).toLowerCase()}, good for
          seven days
        </span>
        <CodeView code={link} label="Invitation link" isWrapped />
      </div>
      <MailNote made={made} />
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}

function MailNote({ made }: { made: NewInvitation }) {
  const look = "flex items-start gap-2 rounded-md px-3 py-2 text-sm [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0";
  if (made.mail === "sent") {
    return (
      <p className={`${look} bg-ok-soft text-ok`}>
        <MailCheck aria-hidden />
        The link was also sent to {made.email}, through {made.mail_message}.
      </p>
    );
  }
  if (made.mail === "none") {
    return (
      <p className={`${look} bg-idle-soft text-muted`}>
        <MailX aria-hidden />
        No e-mail account is connected, so nothing was sent: pass the link on yourself.
      </p>
    );
  }
  return (
    <p className={`${look} bg-warn-soft text-warn`}>
      <CircleAlert aria-hidden />
      <span>
        {made.mail === "unknown" ? "Nobody can tell whether the mail left" : "The mail could not be sent"}:{" "}
        {made.mail_message} The invitation stands: pass the link on yourself.
      </span>
    </p>
  );
}
