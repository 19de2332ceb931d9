"use client";
/** Loaded on demand by its namesake. A modal question or form; a full-height sheet from below on a narrow screen. Restores focus when it closes. */
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { Button } from "./button.tsx";
import type { DialogProps } from "./dialog.tsx";
import { joinClasses } from "./join-classes.ts";

const widths = { sm: "md:max-w-sm", md: "md:max-w-lg", lg: "md:max-w-3xl" };

export function DialogPopup(props: DialogProps & { isOpenAtFirst: boolean }) {
  const { title, description, children, footer, trigger, open, onOpenChange, size = "md", initialFocus } = props;
  return (
    <BaseDialog.Root defaultOpen={props.isOpenAtFirst} open={open} onOpenChange={next => onOpenChange?.(next)}>
      {trigger ? <BaseDialog.Trigger render={trigger} /> : null}
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          initialFocus={initialFocus}
          className={joinClasses(
            "fixed z-50 flex max-h-[92dvh] flex-col bg-raised shadow-float outline-none transition duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0",
            "max-md:inset-x-0 max-md:bottom-0 max-md:rounded-t-xl max-md:data-ending-style:translate-y-6 max-md:data-starting-style:translate-y-6",
            "md:top-[12vh] md:left-1/2 md:max-h-[76vh] md:w-[calc(100vw-2rem)] md:-translate-x-1/2 md:rounded-xl",
            widths[size],
          )}
        >
          <header className="flex items-start gap-3 border-b px-4 py-3">
            <div className="min-w-0 flex-1">
              <BaseDialog.Title className="font-medium text-base">{title}</BaseDialog.Title>
              {description ? (
                <BaseDialog.Description className="mt-0.5 text-muted text-sm">{description}</BaseDialog.Description>
              ) : null}
            </div>
            <BaseDialog.Close render={<Button variant="ghost" size="icon-sm" aria-label="Close" />}>
              <X aria-hidden />
            </BaseDialog.Close>
          </header>
          <div className="scroll-slim min-h-0 flex-1 overflow-y-auto px-4 py-4">{children}</div>
          {footer ? <footer className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">{footer}</footer> : null}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

/** Closes the dialog or sheet around it; render={<Button>…</Button>}. */
export const DialogClose = BaseDialog.Close;
