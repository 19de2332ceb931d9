"use client";
/** Loaded on demand by its namesake. A menu of actions behind one button, with arrow keys, type-ahead and a place for shortcuts. */
import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { DropdownMenuProps, MenuItemProps, MenuLinkItemProps, MenuRadioGroupProps } from "./dropdown-menu.tsx";
import { joinClasses } from "./join-classes.ts";
import { Kbd } from "./kbd.tsx";

const itemStyles =
  "flex min-h-7 w-full select-none items-center gap-2 rounded-sm px-2 py-1 text-left text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-hover max-md:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

export function DropdownMenuPopup(props: DropdownMenuProps & { isOpenAtFirst: boolean }) {
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
export function MenuLinkItem({ children, icon, render }: MenuLinkItemProps) {
  return (
    <Menu.LinkItem render={render} closeOnClick className={itemStyles}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </Menu.LinkItem>
  );
}

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
