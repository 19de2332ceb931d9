/** The top of one section of the settings; on a narrow screen with the way back to all of them. */
import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { PageHeader, type PageHeaderProps } from "#components/ui/page-header.tsx";

export function SettingsHeader(props: Omit<PageHeaderProps, "parent">) {
  return (
    <>
      <Link
        href="/settings"
        className="-mx-1 mb-1 inline-flex min-h-11 items-center gap-1 rounded-xs px-1 text-muted text-sm hover:text-text md:hidden"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Settings
      </Link>
      <PageHeader {...props} />
    </>
  );
}
