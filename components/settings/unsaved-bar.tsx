"use client";
/** Saves or discards what was typed, and asks before a link or a closing window would leave it behind. */
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";

export type UnsavedBarProps = { isDirty: boolean; isBusy: boolean; onDiscard: () => void; saveLabel?: string };

export function UnsavedBar({ isDirty, isBusy, onDiscard, saveLabel = "Save changes" }: UnsavedBarProps) {
  const router = useRouter();
  const [leavingFor, setLeavingFor] = useState<string | null>(null);

  useEffect(() => {
    if (!isDirty) return;
    const refuseUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    // Before the router hears of it: a link is then followed only when the person says so.
    const catchLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (link === null || !isPlain || link.target === "_blank" || link.origin !== window.location.origin) return;
      if (link.pathname === window.location.pathname) return;
      event.preventDefault();
      event.stopPropagation();
      setLeavingFor(link.pathname + link.search + link.hash);
    };
    window.addEventListener("beforeunload", refuseUnload);
    document.addEventListener("click", catchLink, true);
    return () => {
      window.removeEventListener("beforeunload", refuseUnload);
      document.removeEventListener("click", catchLink, true);
    };
  }, [isDirty]);

  return (
    <>
      {isDirty ? (
        <div className="flex flex-wrap items-center justify-end gap-2 border-t bg-sunken px-4 py-2.5">
          <p role="status" className="min-w-0 flex-1 text-muted text-xs">
            Not saved yet.
          </p>
          <Button onClick={onDiscard} disabled={isBusy}>
            Discard
          </Button>
          <Button type="submit" variant="primary" isBusy={isBusy}>
            {saveLabel}
          </Button>
        </div>
      ) : null}
      <AlertDialog
        title="Leave without saving?"
        description="What you changed here is not saved yet."
        actionLabel="Discard and leave"
        open={leavingFor !== null}
        onOpenChange={isOpen => {
          if (!isOpen) setLeavingFor(null);
        }}
        onAction={() => {
          onDiscard();
          if (leavingFor !== null) router.push(leavingFor);
        }}
      />
    </>
  );
}
