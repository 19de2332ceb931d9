"use client";
/** A menu of actions behind one button, with arrow keys, type-ahead and a place for shortcuts. Its machinery is loaded on first use. */
import { lazy, type ReactElement, type ReactNode } from "react";
import { LazyPopup, type PopupTrigger } from "./lazy-popup.tsx";

export type DropdownMenuProps = {
  trigger: PopupTrigger;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  className?: string;
};

const load = () => import("./dropdown-menu-popup.tsx");
const DropdownMenuPopup = lazy(() => load().then(module => ({ default: module.DropdownMenuPopup })));

export function DropdownMenu(props: DropdownMenuProps) {
  return (
    <LazyPopup trigger={props.trigger} preload={() => void load()} kind="menu">
      {isOpenAtFirst => <DropdownMenuPopup {...props} isOpenAtFirst={isOpenAtFirst} />}
    </LazyPopup>
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

export type MenuLinkItemProps = { children: ReactNode; icon?: ReactNode; render: ReactElement };

export type MenuRadioGroupProps<Value extends string> = {
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode; icon?: ReactNode }[];
};

export const MenuItem = lazy(() => load().then(module => ({ default: module.MenuItem })));
/** A menu entry that is a link: render={<Link href="…" />}. */
export const MenuLinkItem = lazy(() => load().then(module => ({ default: module.MenuLinkItem })));
export const MenuSeparator = lazy(() => load().then(module => ({ default: module.MenuSeparator })));
const LazyRadioGroup = lazy(() => load().then(module => ({ default: module.MenuRadioGroup })));

export function MenuRadioGroup<Value extends string>({ onValueChange, ...rest }: MenuRadioGroupProps<Value>) {
  return <LazyRadioGroup {...rest} onValueChange={value => onValueChange(value as Value)} />;
}
