/** A link to whatever an entity and its id stand for; plain text where the product has no page for it. */
import Link from "next/link";
import type { ReactNode } from "react";

const pages: Record<string, (id: string) => string> = {
  task: id => `/tasks/${id}`,
  approval: id => `/approvals/${id}`,
  sweep: id => `/sweeps/${id}`,
  output: id => `/outputs/${id}`,
  message: id => `/messages/${id}`,
  contact: id => `/contacts/${id}`,
  agent: id => `/agents/${id}`,
  import: id => `/contacts/import/${id}`,
  post: id => `/library/posts?id=${id}`,
  video: id => `/library/videos?id=${id}`,
  creator: id => `/library/creators?id=${id}`,
  trend: niche => `/library/trends?id=${encodeURIComponent(niche)}`,
  "posting-window": platform => `/library/times?platform=${encodeURIComponent(platform)}`,
  "content-mix": () => "/library/mix",
  "ab-test": id => `/library/tests?id=${id}`,
  // As outputs name their sources, and as results name a field, test_id.
  test: id => `/library/tests?id=${id}`,
  ab_test: id => `/library/tests?id=${id}`,
  "outreach-queue": id => `/library/queue?id=${id}`,
  "render-job": id => `/library/renders?id=${id}`,
};

/** The address of a thing's page, or null when it has none. */
export function findPage(entity: string | undefined, id: string | undefined): string | null {
  if (entity === undefined || id === undefined) return null;
  return pages[entity]?.(id) ?? null;
}

export function EntityLink({ entity, id, children }: { entity?: string; id?: string; children: ReactNode }) {
  const href = findPage(entity, id);
  if (href === null) return <span>{children}</span>;
  return (
    <Link
      href={href}
      className="text-accent underline decoration-1 decoration-accent/40 underline-offset-2 hover:decoration-accent"
    >
      {children}
    </Link>
  );
}
