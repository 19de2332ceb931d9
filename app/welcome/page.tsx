/** The first page after signing up, and the way to another workspace later. */
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { signOut } from "#app/session/actions.ts";
import { readSession } from "#app/session/read-session.ts";
import { readCurrentWorkspace } from "#app/session/read-workspaces.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { Choices } from "./choices.tsx";
import { Doorway } from "./doorway.tsx";

export const metadata: Metadata = { title: "Welcome" };

export default async function WelcomePage() {
  const session = await readSession();
  if (session === null) redirect("/sign-in?next=%2Fwelcome");
  const workspace = await readCurrentWorkspace();
  return (
    <Doorway width="wide">
      <h1 className="font-semibold text-2xl tracking-tight">
        {workspace === null ? "How do you want to begin?" : "Add a workspace"}
      </h1>
      <p className="mt-1 mb-6 max-w-xl text-muted text-base">
        {workspace === null
          ? "Agents score, watch and draft for you; you approve what leaves the house. Both ways are open to you later too."
          : "Each workspace has its own people, agents and rules. Nothing is shared between them."}
      </p>
      <Choices />
      <div className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-2 border-t pt-4 text-muted text-xs">
        <span className="min-w-0 flex-1">
          Signed in as <span className="text-text">{session.email}</span>. Were you invited? Open the link of your
          invitation.
        </span>
        {workspace === null ? (
          <form action={signOut}>
            <Button type="submit" variant="ghost" size="sm">
              Sign out
            </Button>
          </form>
        ) : (
          <Link href="/" className={buttonStyles({ variant: "ghost", size: "sm" })}>
            Back to {workspace.name}
          </Link>
        )}
      </div>
    </Doorway>
  );
}
