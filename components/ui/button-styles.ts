/** How a button looks, also for a link that stands among buttons: `<Link className={buttonStyles({ variant })}>`. */
import { cva } from "class-variance-authority";

export const buttonStyles = cva(
  "relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 max-md:min-h-11 max-md:min-w-11",
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent hover:bg-accent-hover",
        secondary: "border border-line-strong bg-surface text-text shadow-card hover:bg-hover",
        ghost: "text-muted hover:bg-hover hover:text-text data-popup-open:bg-hover data-popup-open:text-text",
        danger: "bg-danger-fill text-on-danger hover:bg-danger-hover",
        link: "px-0! text-accent underline-offset-2 hover:underline",
      },
      size: {
        sm: "h-7 px-2 text-xs",
        md: "h-8 px-3 text-sm",
        lg: "h-10 px-4 text-base",
        icon: "size-8 text-sm",
        "icon-sm": "size-7 text-xs",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);
