/** Dense tables that scroll sideways inside themselves, never the page; sorting and data belong to the caller. */
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";
import { ScrollRegion } from "./scroll-region.tsx";

export type TableProps = ComponentProps<"table"> & { label: string; frameClassName?: string };

export function Table({ label, className, frameClassName, ...rest }: TableProps) {
  return (
    <ScrollRegion label={label} className={joinClasses("w-full overflow-x-auto", frameClassName)}>
      <table {...rest} className={joinClasses("w-full border-collapse text-left text-sm", className)} />
    </ScrollRegion>
  );
}

export function TableHead({ className, ...rest }: ComponentProps<"thead">) {
  return <thead {...rest} className={joinClasses("border-b text-muted text-xs", className)} />;
}

export function TableBody({ className, ...rest }: ComponentProps<"tbody">) {
  return <tbody {...rest} className={joinClasses("divide-y divide-line", className)} />;
}

export type TableRowProps = ComponentProps<"tr"> & { isSelected?: boolean };

export function TableRow({ className, isSelected, ...rest }: TableRowProps) {
  return (
    <tr
      {...rest}
      data-selected={isSelected || undefined}
      className={joinClasses("transition-colors duration-75 hover:bg-hover data-selected:bg-selected", className)}
    />
  );
}

export type SortDirection = "ascending" | "descending" | "none";
export type TableHeaderCellProps = Omit<ComponentProps<"th">, "onClick"> & {
  sort?: SortDirection;
  onSort?: () => void;
  isNumeric?: boolean;
};

export function TableHeaderCell({ sort, onSort, isNumeric, className, children, ...rest }: TableHeaderCellProps) {
  const content: ReactNode = onSort ? (
    <button
      type="button"
      onClick={onSort}
      className="inline-flex items-center gap-1 rounded-xs hover:text-text max-md:min-h-11"
    >
      {children}
      {sort === "ascending" ? <ArrowUp aria-hidden className="size-3" /> : null}
      {sort === "descending" ? <ArrowDown aria-hidden className="size-3" /> : null}
    </button>
  ) : (
    children
  );
  return (
    <th
      scope="col"
      {...rest}
      aria-sort={sort}
      className={joinClasses("h-8 whitespace-nowrap px-3 font-medium", isNumeric && "text-right", className)}
    >
      {content}
    </th>
  );
}

export type TableCellProps = ComponentProps<"td"> & { isNumeric?: boolean };

export function TableCell({ isNumeric, className, ...rest }: TableCellProps) {
  return (
    <td
      {...rest}
      className={joinClasses(
        "h-9 px-3 py-1.5 max-md:h-11 max-md:whitespace-nowrap",
        isNumeric && "text-right tabular-nums",
        className,
      )}
    />
  );
}
