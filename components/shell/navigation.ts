/** The one list of pages: the sidebar, the bottom bar, the palette and the `g` keys all derive from it. */
import {
  Bot,
  CircleCheckBig,
  House,
  KeyRound,
  Library,
  ListTree,
  type LucideIcon,
  Plug,
  Users,
  Webhook,
} from "lucide-react";

/** Numbers that may stand beside a page's name. */
export type NavigationCounts = { waitingApprovals: number };

export type NavigationItem = {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Pressed after `g`. */
  key: string;
  count?: keyof NavigationCounts;
};

export const navigation: readonly NavigationItem[] = [
  { href: "/", label: "Overview", icon: House, key: "o" },
  { href: "/agents", label: "Agents", icon: Bot, key: "a" },
  { href: "/timeline", label: "Timeline", icon: ListTree, key: "t" },
  { href: "/approvals", label: "Approvals", icon: CircleCheckBig, key: "p", count: "waitingApprovals" },
  { href: "/contacts", label: "Contacts", icon: Users, key: "c" },
  { href: "/library", label: "Library", icon: Library, key: "l" },
  { href: "/connections", label: "Connections", icon: Plug, key: "n" },
  { href: "/webhooks", label: "Webhooks", icon: Webhook, key: "w" },
  { href: "/keys", label: "API keys", icon: KeyRound, key: "k" },
];

/** True when the address is this page or below it. */
export function isCurrent(item: NavigationItem, pathname: string): boolean {
  return item.href === "/" ? pathname === "/" : pathname === item.href || pathname.startsWith(`${item.href}/`);
}
