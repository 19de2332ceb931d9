"use client";
/** Shows a menu's button at once and loads the menu itself when the person reaches for it. */
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, Suspense, useState } from "react";

export type MenuTrigger = ReactElement<ComponentProps<"button">>;

export type LazyMenuProps = {
  trigger: MenuTrigger;
  /** Starts loading; called on hover and focus, so that a press rarely waits. */
  preload: () => void;
  /** Renders the loaded menu, open, around the same button. */
  children: (trigger: MenuTrigger) => ReactNode;
};

export function LazyMenu({ trigger, preload, children }: LazyMenuProps) {
  const [isWanted, setIsWanted] = useState(false);
  if (isWanted) return <Suspense fallback={trigger}>{children(trigger)}</Suspense>;
  return cloneElement(trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: preload,
    onFocus: preload,
    onClick: () => setIsWanted(true),
  });
}
