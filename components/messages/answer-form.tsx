"use client";
/** A person's answer to a message that waits for one; says before it is sent what becomes of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { MessageSquareReply } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { showInfo, showSuccess } from "#components/ui/toast.ts";
import type { Message } from "#lib/operations/shapes/message.ts";
import { writeFirstLine } from "./message-words.ts";

export type AnswerFormProps = {
  message: Message;
  askerName: string;
  /** What the asking agent does with an answer; null where it is only kept. */
  taker: string | null;
  /** False where several wait, and each is answered in its turn. */
  isOpenAtFirst: boolean;
};

export function AnswerForm({ message, askerName, taker, isOpenAtFirst }: AnswerFormProps) {
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const [answer, setAnswer] = useState("");
  const [error, setError] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  // Whoever pressed Answer came to write.
  useEffect(() => {
    if (isOpen && !isOpenAtFirst) field.current?.focus();
  }, [isOpen, isOpenAtFirst]);
  const refresh = () => queries.invalidateQueries({ queryKey: ["message"] });
  const send = useMutation({
    mutationFn: (text: string) => request<Message>(`/messages/${message.id}/answer`, { body: { answer: text } }),
    onSuccess: async sent => {
      showSuccess("Answered", {
        description: sent.handled_by_task_id === null ? "Your answer is kept here." : `${askerName} takes it up now.`,
      });
      await refresh();
    },
    onError: async failure => {
      if (failure instanceof ProblemError && failure.status === 409) {
        showInfo("Somebody was faster", { description: "The answer stands below the question now." });
        await refresh();
      } else setError(describeError(failure));
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (answer.trim() === "") setError("Write an answer first.");
    else if (!send.isPending) send.mutate(answer.trim());
  }

  const question = writeFirstLine(message.body);
  if (!isOpen) {
    return (
      <div>
        <Button
          size="sm"
          className="max-md:min-h-11"
          aria-label={`Answer ${askerName}: ${question}`}
          onClick={() => setOpen(true)}
        >
          <MessageSquareReply aria-hidden />
          Answer
        </Button>
      </div>
    );
  }
  return (
    <form
      onSubmit={submit}
      aria-label={`Answer ${askerName}: ${question}`}
      className="flex flex-col gap-2.5 rounded-lg border bg-surface p-4"
    >
      <Field
        label="Your answer"
        isRequired
        error={error}
        hint={taker ?? `${askerName} reads it when it works on this again; nothing starts by itself.`}
      >
        <Textarea
          ref={field}
          value={answer}
          rows={3}
          onChange={event => {
            setError(undefined);
            setAnswer(event.target.value);
          }}
          onKeyDown={event => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit(event);
          }}
        />
      </Field>
      <div>
        <Button type="submit" variant="primary" size="sm" className="max-md:min-h-11" isBusy={send.isPending}>
          Send the answer
        </Button>
      </div>
    </form>
  );
}
