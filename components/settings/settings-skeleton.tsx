/** Cards of settings before they are here, in the same shape: a heading and so many rows each. */
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export function SettingsSkeleton({ cards }: { cards: readonly number[] }) {
  return (
    <div role="status" aria-label="Loading settings" className="flex flex-col gap-5">
      {cards.map((rows, card) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Card key={card}>
          <div className="flex h-11 items-center border-b px-4">
            <Skeleton className="w-28" />
          </div>
          <div className="divide-y divide-line">
            {Array.from({ length: rows }, (_, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
              <div key={row} className="flex items-center justify-between gap-8 px-4 py-3.5">
                <div className="flex flex-1 flex-col gap-2">
                  <Skeleton className="w-32" />
                  <Skeleton className="h-3 w-3/5" />
                </div>
                <Skeleton className="h-8 w-40 max-md:w-24" />
              </div>
            ))}
          </div>
        </Card>
      ))}
    </div>
  );
}
