"use client";
/** Loaded on demand by its namesake. A small floating panel behind a button, for filters and explanations; not for questions that must be answered. */
import { Popover as BasePopover } from "@base-ui/react/popover";
import { joinClasses } from "./join-classes.ts";
import type { PopoverProps } from "./popover.tsx";

export function PopoverPopup(props: PopoverProps & { isOpenAtFirst: boolean }) {
  const { trigger, children, title, open, onOpenChange, align = "start", side = "bottom", className } = props;
  return (
    <BasePopover.Root defaultOpen={props.isOpenAtFirst} open={open} onOpenChange={next => onOpenChange?.(next)}>
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
