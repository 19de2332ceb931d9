/** The frame of the library: what it is for, and its kinds. */
import type { ReactNode } from "react";
import { LibraryTabs } from "#components/library/library-tabs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function LibraryLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Library" description="What your agents know, what they learned from it, and what they plan." />
      <LibraryTabs />
      {children}
    </>
  );
}
