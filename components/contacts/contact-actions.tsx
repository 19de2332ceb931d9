"use client";
/** What can be delegated about one contact: a draft, a score, the recording of a reply. */
import { Gauge, MailPlus, Reply as ReplyIcon } from "lucide-react";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { delegateContact } from "#components/delegate/delegables.ts";
import { DelegateButton } from "#components/delegate/delegate-button.tsx";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { Button } from "#components/ui/button.tsx";
import type { Contact } from "#lib/operations/shapes/contact.ts";
import { useDispatch } from "./use-dispatch.ts";

const ReplyDialog = dynamic(() => import("./reply-dialog.tsx").then(module => module.ReplyDialog));

/** Why nobody may write to this contact, or null. */
export function findObstacle(contact: Pick<Contact, "email" | "email_consent">): string | null {
  if (contact.email === null) return "There is no e-mail address, so this contact can be scored but not written to.";
  if (contact.email_consent === "denied") return "This person asked not to be written to, so no agent does.";
  return null;
}

export function ContactActions({ contact }: { contact: Contact }) {
  const { mutate, isPending, variables } = useDispatch();
  const [isReplying, setIsReplying] = useState(false);
  const obstacle = findObstacle(contact);
  const { id, name } = contact;

  const commands = useMemo<Command[]>(() => {
    const params = { contact_id: id };
    const draft = () => mutate({ task: "outreach.draft", params, said: `Drafting a message to ${name}` });
    const score = () => mutate({ task: "prospect.score", params, said: `Scoring ${name}` });
    const group = "Contact";
    return [
      ...(obstacle === null
        ? [{ id: "contact-draft", group, label: `Draft a message to ${name}`, icon: MailPlus, run: draft }]
        : []),
      { id: "contact-score", group, label: `Score ${name}`, icon: Gauge, run: score },
      {
        id: "contact-reply",
        group,
        label: `Record a reply from ${name}`,
        icon: ReplyIcon,
        run: () => setIsReplying(true),
      },
    ];
  }, [mutate, id, name, obstacle]);
  useCommands(commands);

  const isBusyWith = (task: string) => isPending && variables.task === task;
  return (
    <>
      <DelegateButton row={delegateContact(contact)} shortcut="d" />
      <Button
        isBusy={isBusyWith("prospect.score")}
        onClick={() => mutate({ task: "prospect.score", params: { contact_id: id }, said: `Scoring ${name}` })}
      >
        <Gauge aria-hidden />
        Score
      </Button>
      <Button onClick={() => setIsReplying(true)}>
        <ReplyIcon aria-hidden />
        Record reply
      </Button>
      <Button
        variant="primary"
        disabled={obstacle !== null}
        isBusy={isBusyWith("outreach.draft")}
        onClick={() =>
          mutate({ task: "outreach.draft", params: { contact_id: id }, said: `Drafting a message to ${name}` })
        }
      >
        <MailPlus aria-hidden />
        Draft a message
      </Button>
      {isReplying ? (
        <ReplyDialog
          name={name}
          isBusy={isBusyWith("outreach.record-reply")}
          onClose={() => setIsReplying(false)}
          onRecord={reply =>
            mutate(
              {
                task: "outreach.record-reply",
                params: { contact_id: id, ...reply },
                said: `Reading the reply from ${name}`,
              },
              { onSuccess: () => setIsReplying(false) },
            )
          }
        />
      ) : null}
    </>
  );
}
