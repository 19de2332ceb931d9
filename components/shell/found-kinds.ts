/** What the palette finds: how each kind is called, its sign, and the page of one. */
import {
  FileText,
  Hourglass,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Newspaper,
  SquarePlay,
  Star,
  TrendingUp,
  User,
} from "lucide-react";
import type { z } from "zod";
import { findPage } from "#components/tasks/entity-link.tsx";
import type { searchFind } from "#lib/operations/search.ts";

export type Hit = z.output<typeof searchFind.output>["data"][number];

export const foundKinds: Record<Hit["kind"], { label: string; icon: LucideIcon }> = {
  contact: { label: "Contacts", icon: User },
  approval: { label: "Approvals", icon: Hourglass },
  task: { label: "Tasks", icon: ListTree },
  agent: { label: "Agents", icon: Star },
  output: { label: "Outputs", icon: FileText },
  message: { label: "Messages", icon: MessagesSquare },
  creator: { label: "Creators", icon: Star },
  video: { label: "Videos", icon: SquarePlay },
  post: { label: "Posts", icon: Newspaper },
  trend: { label: "Trends", icon: TrendingUp },
};

/** The address of what was found. */
export function findHitPage(hit: Pick<Hit, "kind" | "id">): string {
  return findPage(hit.kind, hit.id) ?? "/";
}
