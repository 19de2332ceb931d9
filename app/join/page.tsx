/** Where an invitation leads: whoever is signed out signs in first and comes back. */
import { MailX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { readSession } from "#app/session/read-session.ts";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Doorway } from "../welcome/doorway.tsx";
import { JoinForm } from "./join-form.tsx";

// A token in the address must not travel on in the referrer.
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

export default async function JoinPage({ searchParams }: Props) {
  const { token } = await searchParams;
  if (typeof token !== "string" || token === "") {
    return (
      <Doorway>
        <h1 className="sr-only">Invitation</h1>
        <EmptyState
          title="This address is not a whole invitation"
          icon={MailX}
          action={
            <Link href="/" className={buttonStyles({ variant: "primary" })}>
              Go to the overview
            </Link>
          }
        >
          Open the link exactly as you were given it, or ask for a new invitation.
        </EmptyState>
      </Doorway>
    );
  }
  const session = await readSession();
  if (session === null) redirect(`/sign-in?next=${encodeURIComponent(`/join?token=${encodeURIComponent(token)}`)}`);
  return (
    <Doorway>
      <h1 className="font-semibold text-xl tracking-tight">You are invited to a workspace</h1>
      <p className="mt-1 mb-6 text-muted text-base">
        You join as <span className="font-medium text-text">{session.email}</span>. Invitations are for one address
        only, so use the account that was invited.
      </p>
      <JoinForm token={token} />
    </Doorway>
  );
}
