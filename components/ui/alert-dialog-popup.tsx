"use client";
/** Loaded on demand by its namesake. Asks before what cannot be undone; can demand a typed word, and keeps its place while the action runs. */
import { AlertDialog as BaseAlertDialog } from "@base-ui/react/alert-dialog";
import { useState } from "react";
import type { AlertDialogProps } from "./alert-dialog.tsx";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

export function AlertDialogPopup({ tone = "danger", ...props }: AlertDialogProps & { isOpenAtFirst: boolean }) {
  const [ownOpen, setOwnOpen] = useState(props.isOpenAtFirst);
  const [typed, setTyped] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const open = props.open ?? ownOpen;

  function changeOpen(next: boolean) {
    if (isBusy) return;
    setTyped("");
    setFailure(null);
    setOwnOpen(next);
    props.onOpenChange?.(next);
  }

  async function act() {
    setIsBusy(true);
    setFailure(null);
    try {
      await props.onAction();
      setTyped("");
      setOwnOpen(false);
      props.onOpenChange?.(false);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <BaseAlertDialog.Root open={open} onOpenChange={changeOpen}>
      {props.trigger ? <BaseAlertDialog.Trigger render={props.trigger} /> : null}
      <BaseAlertDialog.Portal>
        <BaseAlertDialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseAlertDialog.Popup className="fixed z-50 flex flex-col gap-3 bg-raised p-4 shadow-float outline-none transition duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 max-md:inset-x-0 max-md:bottom-0 max-md:rounded-t-xl md:top-[18vh] md:left-1/2 md:w-full md:max-w-md md:-translate-x-1/2 md:rounded-xl">
          <BaseAlertDialog.Title className="font-medium text-base">{props.title}</BaseAlertDialog.Title>
          <BaseAlertDialog.Description className="text-muted text-sm">{props.description}</BaseAlertDialog.Description>
          {props.children}
          {props.typedConfirmation ? (
            <Field label={`Type “${props.typedConfirmation}” to confirm`}>
              <Input value={typed} onValueChange={setTyped} autoComplete="off" spellCheck={false} />
            </Field>
          ) : null}
          {failure ? (
            <p role="alert" className="text-danger text-sm">
              {failure}
            </p>
          ) : null}
          <div className="mt-1 flex justify-end gap-2">
            <BaseAlertDialog.Close render={<Button disabled={isBusy} />}>Cancel</BaseAlertDialog.Close>
            <Button
              variant={tone}
              onClick={act}
              isBusy={isBusy}
              disabled={props.typedConfirmation !== undefined && typed !== props.typedConfirmation}
            >
              {props.actionLabel}
            </Button>
          </div>
        </BaseAlertDialog.Popup>
      </BaseAlertDialog.Portal>
    </BaseAlertDialog.Root>
  );
}
