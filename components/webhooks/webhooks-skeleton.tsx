/** The list of sources before it is here, in the same shape. */
import { Card } from "#components/ui/card.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { WebhooksHeader } from "./webhooks-header.tsx";

export function WebhooksSkeleton() {
  return (
    <>
      <WebhooksHeader />
      <Card>
        <SkeletonRows count={6} label="Loading webhooks" />
      </Card>
    </>
  );
}
