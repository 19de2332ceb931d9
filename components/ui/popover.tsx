"use client";
/** A small floating panel behind a button, for filters and explanations; not for questions that must be answered. */
import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";

export type PopoverProps = {
  trigger: ReactElement;
  children: ReactNode;
  title?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  className?: string;
};

export function Popover(props: PopoverProps) {
  const { trigger, children, title, open, onOpenChange, align = "start", side = "bottom", className } = props;
  return (
    <BasePopover.Root open={open} onOpenChange={next => onOpenChange?.(next)}>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={6} align={align} side={side} collisionPadding={8} className="z-50">
          <BasePopover.Popup
            className={joinClasses(
              "popup-motion scroll-slim max-h-(--available-height) w-72 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-lg bg-raised p-3 text-sm shadow-float outline-none",
              className,
            )}
          >
            {title ? <BasePopover.Title className="mb-2 font-medium">{title}</BasePopover.Title> : null}
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
