"use client";
/** A panel beside the page for the details of one thing; the whole screen on a narrow one. Its machinery is loaded on first use. */
import { lazy, type ReactNode } from "react";
import { LazyPopup, type PopupTrigger } from "./lazy-popup.tsx";

export type SheetProps = {
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  actions?: ReactNode;
  trigger?: PopupTrigger;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  side?: "right" | "left";
  width?: "sm" | "md" | "lg";
  /** False leaves the page behind usable, for a list with its detail beside it. */
  isModal?: boolean;
};

const load = () => import("./sheet-popup.tsx");
const SheetPopup = lazy(() => load().then(module => ({ default: module.SheetPopup })));

export function Sheet(props: SheetProps) {
  return (
    <LazyPopup
      trigger={props.trigger}
      open={props.open}
      onOpenChange={props.onOpenChange}
      preload={() => void load()}
      kind="dialog"
    >
      {isOpenAtFirst => <SheetPopup {...props} isOpenAtFirst={isOpenAtFirst} />}
    </LazyPopup>
  );
}
