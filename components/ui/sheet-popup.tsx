"use client";
/** Loaded on demand by its namesake. A panel beside the page for the details of one thing; the whole screen on a narrow one. */
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { Button } from "./button.tsx";
import { joinClasses } from "./join-classes.ts";
import type { SheetProps } from "./sheet.tsx";

const widths = { sm: "md:max-w-xs", md: "md:max-w-xl", lg: "md:max-w-3xl" };

export function SheetPopup({
  side = "right",
  width = "md",
  isModal = true,
  ...props
}: SheetProps & { isOpenAtFirst: boolean }) {
  return (
    <BaseDialog.Root
      defaultOpen={props.isOpenAtFirst}
      open={props.open}
      onOpenChange={next => props.onOpenChange?.(next)}
      modal={isModal}
      disablePointerDismissal={!isModal}
    >
      {props.trigger ? <BaseDialog.Trigger render={props.trigger} /> : null}
      <BaseDialog.Portal>
        {isModal ? (
          <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        ) : null}
        <BaseDialog.Popup
          data-page-keys={isModal ? undefined : ""}
          className={joinClasses(
            "fixed inset-y-0 z-50 flex w-full flex-col bg-raised shadow-float outline-none transition duration-150 ease-out",
            side === "right"
              ? "right-0 data-ending-style:translate-x-8 data-starting-style:translate-x-8"
              : "left-0 data-ending-style:-translate-x-8 data-starting-style:-translate-x-8",
            "data-ending-style:opacity-0 data-starting-style:opacity-0",
            widths[width],
          )}
        >
          <header className="flex min-h-12 items-center gap-2 border-b px-4 py-2">
            <div className="min-w-0 flex-1">
              <BaseDialog.Title className="truncate font-medium text-base">{props.title}</BaseDialog.Title>
              {props.description ? (
                <BaseDialog.Description className="truncate text-muted text-xs">
                  {props.description}
                </BaseDialog.Description>
              ) : null}
            </div>
            {props.actions}
            <BaseDialog.Close render={<Button variant="ghost" size="icon" aria-label="Close panel" />}>
              <X aria-hidden />
            </BaseDialog.Close>
          </header>
          <div className="scroll-slim min-h-0 flex-1 overflow-y-auto px-4 py-4">{props.children}</div>
          {props.footer ? (
            <footer className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">{props.footer}</footer>
          ) : null}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
