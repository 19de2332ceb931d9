"use client";
/** A small floating panel behind a button, for filters and explanations; not for questions that must be answered. Its machinery is loaded on first use. */
import { lazy, type ReactNode } from "react";
import { LazyPopup, type PopupTrigger } from "./lazy-popup.tsx";

export type PopoverProps = {
  trigger: PopupTrigger;
  children: ReactNode;
  title?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  className?: string;
};

const load = () => import("./popover-popup.tsx");
const PopoverPopup = lazy(() => load().then(module => ({ default: module.PopoverPopup })));

export function Popover(props: PopoverProps) {
  return (
    <LazyPopup
      trigger={props.trigger}
      open={props.open}
      onOpenChange={props.onOpenChange}
      preload={() => void load()}
      kind="dialog"
    >
      {isOpenAtFirst => <PopoverPopup {...props} isOpenAtFirst={isOpenAtFirst} />}
    </LazyPopup>
  );
}
