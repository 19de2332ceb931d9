/** One message at its own address, within its conversation. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { perform } from "#app/session/perform.ts";
import { threadQuery } from "#components/messages/message-data.ts";
import { writeTopic } from "#components/messages/message-words.ts";
import { AppError } from "#lib/core/errors.ts";
import { messageGet, threadGet } from "#lib/operations/message.ts";
import { Prefetched } from "../../prefetched.tsx";
import { MessageView } from "./message-view.tsx";

type Props = { params: Promise<{ id: string }> };

const readMessage = cache(async (id: string) =>
  perform(messageGet, { id }).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "invalid")) return null;
    throw error;
  }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const message = await readMessage((await params).id);
  return { title: message === null ? "Message" : writeTopic(message.topic) };
}

export default async function MessagePage({ params }: Props) {
  const { id } = await params;
  const message = await readMessage(id);
  if (message === null) notFound();
  const threadId = message.correlation_id;
  return (
    <Prefetched reads={[{ key: threadQuery(threadId).queryKey, read: () => perform(threadGet, { id: threadId }) }]}>
      <MessageView threadId={threadId} messageId={id} />
    </Prefetched>
  );
}
