"use client";
/** Shows a trigger at once and loads what it opens only when somebody reaches for it; afterwards steps aside. */
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, Suspense, useState } from "react";

export type PopupTrigger = ReactElement<ComponentProps<"button">>;

export type LazyPopupProps = {
  trigger?: PopupTrigger;
  /** Set when the caller decides what is open; the popup is then loaded the first time this is true. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Starts loading; called on hover and focus, so that a press rarely waits. */
  preload: () => void;
  kind: "menu" | "dialog";
  /** The loaded popup around the same trigger; it starts open when the press on the trigger asked for it. */
  children: (isOpenAtFirst: boolean) => ReactNode;
};

export function LazyPopup({ trigger, open, onOpenChange, preload, kind, children }: LazyPopupProps) {
  const [isWanted, setIsWanted] = useState(open === true);
  if (open && !isWanted) setIsWanted(true);
  if (isWanted) return <Suspense fallback={trigger ?? null}>{children(open === undefined)}</Suspense>;
  if (!trigger) return null;
  return cloneElement(trigger, {
    "aria-haspopup": kind,
    "aria-expanded": false,
    onPointerEnter: preload,
    onFocus: preload,
    onClick: event => {
      trigger.props.onClick?.(event);
      setIsWanted(true);
      onOpenChange?.(true);
    },
  });
}
