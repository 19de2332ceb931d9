"use client";
/** A modal question or form; a sheet from below on a narrow screen. Restores focus when it closes. Its machinery is loaded on first use. */
import { lazy, type ReactNode, type RefObject } from "react";
import { LazyPopup, type PopupTrigger } from "./lazy-popup.tsx";

export type DialogProps = {
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  trigger?: PopupTrigger;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  size?: "sm" | "md" | "lg";
  initialFocus?: RefObject<HTMLElement | null>;
};

const load = () => import("./dialog-popup.tsx");
const DialogPopup = lazy(() => load().then(module => ({ default: module.DialogPopup })));

export function Dialog(props: DialogProps) {
  return (
    <LazyPopup
      trigger={props.trigger}
      open={props.open}
      onOpenChange={props.onOpenChange}
      preload={() => void load()}
      kind="dialog"
    >
      {isOpenAtFirst => <DialogPopup {...props} isOpenAtFirst={isOpenAtFirst} />}
    </LazyPopup>
  );
}

/** Closes the dialog or sheet around it: `<DialogClose render={<Button />}>Cancel</DialogClose>`. */
export const DialogClose = lazy(() => load().then(module => ({ default: module.DialogClose })));
