"use client";
/** The one button; refuses a second press while it is busy. */
import { Button as BaseButton } from "@base-ui/react/button";
import type { VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { buttonStyles } from "./button-styles.ts";
import { joinClasses } from "./join-classes.ts";

export type ButtonProps = Omit<ComponentProps<typeof BaseButton>, "className"> &
  VariantProps<typeof buttonStyles> & { className?: string; isBusy?: boolean };

export function Button({ variant, size, className, isBusy = false, disabled, children, ...rest }: ButtonProps) {
  return (
    <BaseButton
      type="button"
      {...rest}
      className={joinClasses(buttonStyles({ variant, size }), className)}
      disabled={disabled || isBusy}
      focusableWhenDisabled={isBusy}
      aria-busy={isBusy || undefined}
    >
      {isBusy ? <LoaderCircle aria-hidden className="animate-spin-slow" /> : null}
      {children}
    </BaseButton>
  );
}
