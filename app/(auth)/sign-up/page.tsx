/** Creating an account; whoever already has a session goes straight on. */
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { readNextPath } from "#app/session/next-path.ts";
import { readSession } from "#app/session/read-session.ts";
import { CredentialsForm } from "../credentials-form.tsx";

export const metadata: Metadata = { title: "Create your account" };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignUpPage({ searchParams }: Props) {
  const nextPath = readNextPath((await searchParams).next);
  if (await readSession()) redirect(nextPath);
  return <CredentialsForm mode="sign-up" nextPath={nextPath} />;
}
