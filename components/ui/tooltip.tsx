"use client";
/** A short explanation on hover or focus; never the only place where something is said. */
import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd.tsx";

export type TooltipProps = {
  content: ReactNode;
  children: ReactElement;
  keys?: string;
  side?: "top" | "bottom" | "left" | "right";
};

export function Tooltip({ content, children, keys, side = "top" }: TooltipProps) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={children} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner sideOffset={6} side={side} className="z-50">
          <BaseTooltip.Popup className="popup-motion flex max-w-72 items-center gap-2 rounded-md bg-text px-2 py-1 text-canvas text-xs">
            {content}
            {keys ? <Kbd keys={keys} className="border-transparent bg-canvas/15 text-canvas" /> : null}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
