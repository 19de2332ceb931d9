/** The shape of the import while it is made ready. */
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader
        parent={{ href: "/contacts", label: "Contacts" }}
        title="Import"
        description="Bring in the people you know, or the posts, videos and creators you watch, from a CSV file."
      />
      <Skeleton className="mb-5 h-8 w-48" />
      <Skeleton className="h-52 w-full rounded-lg" />
    </>
  );
}
