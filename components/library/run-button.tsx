"use client";
/** Delegates the task that fills a tab. */
import { Play } from "lucide-react";
import { useDispatch } from "#components/contacts/use-dispatch.ts";
import { Button, type ButtonProps } from "#components/ui/button.tsx";

export type RunButtonProps = { task: string; label: string; said: string; variant?: ButtonProps["variant"] };

export function RunButton({ task, label, said, variant }: RunButtonProps) {
  const { mutate, isPending } = useDispatch();
  return (
    <Button variant={variant} isBusy={isPending} onClick={() => mutate({ task, params: {}, said })}>
      {isPending ? null : <Play aria-hidden />}
      {label}
    </Button>
  );
}
