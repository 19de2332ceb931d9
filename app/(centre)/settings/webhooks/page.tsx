/** What comes in from outside, read on the server: sources and their rules, or the log. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { readSession } from "#app/session/read-session.ts";
import { chatLinksQuery, eventsInput, eventsQuery, sourcesQuery } from "#components/webhooks/webhook-data.ts";
import { chatList } from "#lib/operations/chat.ts";
import { webhookList } from "#lib/operations/webhook.ts";
import { webhookListEvents } from "#lib/operations/webhook-event.ts";
import { Prefetched, type Read } from "../../prefetched.tsx";
import { loadWebhooksSearch } from "./webhooks-search.ts";
import { WebhooksView } from "./webhooks-view.tsx";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadWebhooksSearch(searchParams);
  const session = await readSession();
  const onePage = (page: unknown) => ({ pages: [page], pageParams: [null] });
  const reads: Read[] = [
    { key: sourcesQuery.queryKey, read: async () => onePage(await perform(webhookList, {})) },
    search.tab === "log"
      ? {
          key: eventsQuery(search).queryKey,
          read: async () => onePage(await perform(webhookListEvents, eventsInput(search))),
        }
      : { key: chatLinksQuery.queryKey, read: () => perform(chatList, {}) },
  ];
  return (
    <Prefetched reads={reads}>
      <WebhooksView userId={session?.userId ?? null} />
    </Prefetched>
  );
}
