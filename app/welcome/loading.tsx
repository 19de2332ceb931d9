/** The outline of the two choices while the server reads who is there. */
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Doorway } from "./doorway.tsx";

export default function Loading() {
  return (
    <Doorway width="wide">
      <div role="status" aria-label="Loading">
        <div className="mb-6 flex flex-col gap-2">
          <Skeleton className="h-7 w-72" />
          <Skeleton className="w-full max-w-xl" />
        </div>
        <div className="grid gap-4 md:grid-cols-2">
          {["sample", "empty"].map(choice => (
            <Card key={choice} className="flex h-64 flex-col gap-3 p-5">
              <Skeleton className="size-9" />
              <Skeleton className="w-48" />
              <Skeleton className="w-full" />
              <Skeleton className="w-4/5" />
            </Card>
          ))}
        </div>
      </div>
    </Doorway>
  );
}
