"use client";
/** A menu of actions behind one button, with arrow keys, type-ahead and a place for shortcuts. */
import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";
import { Kbd } from "./kbd.tsx";

const itemStyles =
  "flex min-h-7 w-full select-none items-center gap-2 rounded-sm px-2 py-1 text-left text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-hover max-md:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

export type DropdownMenuProps = {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  className?: string;
  /** For a menu that was loaded because somebody asked for it. */
  isOpenAtFirst?: boolean;
};

export function DropdownMenu(props: DropdownMenuProps) {
  const { trigger, children, align = "start", side = "bottom", className, isOpenAtFirst } = props;
  return (
    <Menu.Root defaultOpen={isOpenAtFirst}>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align={align} side={side} className="z-50 outline-none">
          <Menu.Popup
            className={joinClasses(
              "popup-motion scroll-slim max-h-(--available-height) min-w-44 overflow-y-auto rounded-lg bg-raised p-1 shadow-float outline-none",
              className,
            )}
          >
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

export type MenuItemProps = {
  children: ReactNode;
  onSelect?: () => void;
  icon?: ReactNode;
  keys?: string;
  isDisabled?: boolean;
  tone?: "default" | "danger";
};

export function MenuItem({ children, onSelect, icon, keys, isDisabled, tone }: MenuItemProps) {
  return (
    <Menu.Item
      onClick={onSelect}
      disabled={isDisabled}
      className={joinClasses(itemStyles, tone === "danger" && "text-danger [&_svg]:text-danger")}
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys ? <Kbd keys={keys} /> : null}
    </Menu.Item>
  );
}

/** A menu entry that is a link: render={<Link href="…" />}. */
export function MenuLinkItem({
  children,
  icon,
  render,
}: {
  children: ReactNode;
  icon?: ReactNode;
  render: ReactElement;
}) {
  return (
    <Menu.LinkItem render={render} closeOnClick className={itemStyles}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </Menu.LinkItem>
  );
}

export type MenuRadioGroupProps<Value extends string> = {
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode; icon?: ReactNode }[];
};

export function MenuRadioGroup<Value extends string>({
  label,
  value,
  onValueChange,
  options,
}: MenuRadioGroupProps<Value>) {
  return (
    <Menu.Group>
      <Menu.GroupLabel className="px-2 pt-1.5 pb-1 text-faint text-xs">{label}</Menu.GroupLabel>
      <Menu.RadioGroup value={value} onValueChange={next => onValueChange(next as Value)}>
        {options.map(option => (
          <Menu.RadioItem key={option.value} value={option.value} closeOnClick className={itemStyles}>
            {option.icon}
            <span className="min-w-0 flex-1 truncate">{option.label}</span>
            <Menu.RadioItemIndicator>
              <Check aria-hidden />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

export function MenuSeparator() {
  return <Menu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
