/** A short word beside a thing; colour supports the word and never replaces it. */
import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes.ts";

export const badgeStyles = cva(
  "inline-flex h-5 align-middle max-w-full shrink-0 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-xs [&_svg]:size-3 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        neutral: "bg-idle-soft text-muted",
        accent: "bg-accent-soft text-accent",
        ok: "bg-ok-soft text-ok",
        info: "bg-info-soft text-info",
        warn: "bg-warn-soft text-warn",
        danger: "bg-danger-soft text-danger",
        waiting: "bg-waiting-soft text-waiting",
        outline: "border text-muted",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type BadgeTone = NonNullable<VariantProps<typeof badgeStyles>["tone"]>;
export type BadgeProps = ComponentProps<"span"> & { tone?: BadgeTone };

export function Badge({ tone, className, ...rest }: BadgeProps) {
  return <span {...rest} className={joinClasses(badgeStyles({ tone }), className)} />;
}
