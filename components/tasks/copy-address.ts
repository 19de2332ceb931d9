"use client";
/** Puts an address of this page on the clipboard, and says so. */
import { showError, showSuccess } from "#components/ui/toast.ts";

/** The page as it is open now: with its filters and the step that is open, without the part it was scrolled to. */
export async function copyAddress(): Promise<void> {
  const [page = ""] = window.location.href.split("#");
  const written = navigator.clipboard?.writeText(page) ?? Promise.reject(new Error("no clipboard"));
  await written.then(
    () => showSuccess("Link copied"),
    () => showError("The link could not be copied", { description: "Copy it from the address bar of your browser." }),
  );
}
