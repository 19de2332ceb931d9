/** What stands where no page is. */
import { Compass } from "lucide-react";
import type { Metadata } from "next";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="flex min-h-[70dvh] items-center justify-center">
      <EmptyState
        title="There is nothing at this address"
        icon={Compass}
        action={
          // A plain link: every page carries this one along, and its script would weigh on all of them.
          <a href="/" className={buttonStyles({ variant: "primary" })}>
            Go to the overview
          </a>
        }
      >
        It may have been removed, or it belongs to another workspace. Check the address, or start from the overview.
      </EmptyState>
    </main>
  );
}
