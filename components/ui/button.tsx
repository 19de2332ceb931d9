/** The one button; refuses a second press while it is busy, yet keeps its focus then. */
import type { VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { buttonStyles } from "./button-styles.ts";
import { joinClasses } from "./join-classes.ts";

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonStyles> & { isBusy?: boolean };

export function Button({ variant, size, className, isBusy = false, type, onClick, children, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      // A busy submit button must not submit again, neither by a press nor by Enter in a field.
      type={isBusy ? "button" : (type ?? "button")}
      onClick={isBusy ? undefined : onClick}
      className={joinClasses(buttonStyles({ variant, size }), className)}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
    >
      {isBusy ? <LoaderCircle aria-hidden className="animate-spin-slow" /> : null}
      {children}
    </button>
  );
}
