/** Signing in; whoever already is goes straight on. */
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { readNextPath } from "#app/session/next-path.ts";
import { readSession } from "#app/session/read-session.ts";
import { CredentialsForm } from "../credentials-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string | string[]; problem?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, problem } = await searchParams;
  const nextPath = readNextPath(next);
  if (await readSession()) redirect(nextPath);
  return <CredentialsForm mode="sign-in" nextPath={nextPath} hasDeadLink={problem === "link"} />;
}
