/** One contact: what is known, every touch, and what can be delegated. */
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { perform } from "#app/session/perform.ts";
import { AppError } from "#lib/core/errors.ts";
import { contactGet } from "#lib/operations/contact.ts";
import { ContactView } from "./contact-view.tsx";

type Props = { params: Promise<{ id: string }> };

const readContact = cache(async (id: string) =>
  perform(contactGet, { id }).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "invalid")) return null;
    throw error;
  }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const contact = await readContact((await params).id);
  return { title: contact?.name ?? "Contact" };
}

export default async function ContactPage({ params }: Props) {
  const { id } = await params;
  const contact = await readContact(id);
  if (contact === null) notFound();
  const queries = new QueryClient();
  queries.setQueryData(["contact", id], contact);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ContactView id={id} />
    </HydrationBoundary>
  );
}
