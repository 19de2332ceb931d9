"use client";
/** Asks before what cannot be undone; can demand a typed word, and keeps its place while the action runs. Its machinery is loaded on first use. */
import { lazy, type ReactNode } from "react";
import { LazyPopup, type PopupTrigger } from "./lazy-popup.tsx";

export type AlertDialogProps = {
  title: ReactNode;
  description: ReactNode;
  actionLabel: string;
  /** May be asynchronous: the dialog closes when it resolves and shows the message of what it throws. */
  onAction: () => void | Promise<void>;
  /** When set, the action stays disabled until this exact text is typed. */
  typedConfirmation?: string;
  tone?: "danger" | "primary";
  children?: ReactNode;
  trigger?: PopupTrigger;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

const load = () => import("./alert-dialog-popup.tsx");
const AlertDialogPopup = lazy(() => load().then(module => ({ default: module.AlertDialogPopup })));

export function AlertDialog(props: AlertDialogProps) {
  return (
    <LazyPopup
      trigger={props.trigger}
      open={props.open}
      onOpenChange={props.onOpenChange}
      preload={() => void load()}
      kind="dialog"
    >
      {isOpenAtFirst => <AlertDialogPopup {...props} isOpenAtFirst={isOpenAtFirst} />}
    </LazyPopup>
  );
}
