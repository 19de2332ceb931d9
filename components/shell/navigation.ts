/** The one list of pages: the sidebar, the bottom bar, the palette and the `g` keys all derive from it. */
import {
  Bot,
  ChartSpline,
  FileText,
  House,
  Inbox,
  Library,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Plug,
  Settings,
  Users,
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
  /** Stands in the bottom bar of a narrow screen; the others are behind "More". */
  isFrequent?: boolean;
};

export type NavigationGroup = { label: string; items: readonly NavigationItem[] };

export const navigationGroups: readonly NavigationGroup[] = [
  {
    label: "Work",
    items: [
      { href: "/", label: "Overview", icon: House, key: "o", isFrequent: true },
      { href: "/approvals", label: "Approvals", icon: Inbox, key: "p", count: "waitingApprovals", isFrequent: true },
      { href: "/timeline", label: "Timeline", icon: ListTree, key: "t", isFrequent: true },
      { href: "/messages", label: "Messages", icon: MessagesSquare, key: "m" },
      { href: "/outputs", label: "Outputs", icon: FileText, key: "u" },
    ],
  },
  {
    label: "Agents and data",
    items: [
      { href: "/agents", label: "Agents", icon: Bot, key: "a", isFrequent: true },
      { href: "/contacts", label: "Contacts", icon: Users, key: "c", isFrequent: true },
      { href: "/library", label: "Library", icon: Library, key: "l" },
      { href: "/analytics", label: "Analytics", icon: ChartSpline, key: "y" },
    ],
  },
  {
    label: "Workspace",
    items: [
      { href: "/connections", label: "Connections", icon: Plug, key: "n" },
      { href: "/settings", label: "Settings", icon: Settings, key: "s" },
    ],
  },
];

export const navigation: readonly NavigationItem[] = navigationGroups.flatMap(group => group.items);

/** True when the address is this page or below it. */
export function isCurrent(item: NavigationItem, pathname: string): boolean {
  return item.href === "/" ? pathname === "/" : pathname === item.href || pathname.startsWith(`${item.href}/`);
}
