"use client";
/** Says in passing what happened, with Undo where it can be undone; loads its machinery on first use. */

export type ToastOptions = {
  description?: string;
  /** Shown as a button for 7 seconds; a failure of it is said in another toast. */
  onUndo?: () => void | Promise<void>;
  action?: { label: string; onClick: () => void };
  /** Toasts with one id replace each other. */
  id?: string;
};

const undoMs = 7000;
const shortMs = 4000;
const errorMs = 9000;

type ToastKind = "success" | "error" | "info";

async function show(kind: ToastKind, message: string, options: ToastOptions): Promise<void> {
  const { toast } = await import("sonner");
  const undo = options.onUndo;
  const action = undo
    ? {
        label: "Undo",
        onClick: async () => {
          try {
            await undo();
          } catch (error) {
            showError("That could not be undone", { description: readMessage(error) });
          }
        },
      }
    : options.action;
  toast[kind](message, {
    id: options.id,
    description: options.description,
    action,
    duration: kind === "error" ? errorMs : undo ? undoMs : shortMs,
  });
}

function readMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function showSuccess(message: string, options: ToastOptions = {}): void {
  void show("success", message, options);
}

export function showInfo(message: string, options: ToastOptions = {}): void {
  void show("info", message, options);
}

export function showError(message: string, options: ToastOptions = {}): void {
  void show("error", message, options);
}
