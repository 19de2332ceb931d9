"use server";
/** Asks Auth for the mail that resets a password; the answer is the same whether the address has an account or not. */
import { headers } from "next/headers";
import { z } from "zod";
import { createSessionClient } from "#app/session/client.ts";

export type ForgotState = { email: string; fieldError?: string; formError?: string; notice?: string };

const emailRule = z.email();

export async function requestNewPassword(_before: ForgotState, form: FormData): Promise<ForgotState> {
  const email = String(form.get("email") ?? "").trim();
  if (!emailRule.safeParse(email).success) {
    return { email, fieldError: "Enter an email address such as name@company.com." };
  }
  const origin = (await headers()).get("origin");
  const supabase = await createSessionClient();
  const target = origin === null ? {} : { redirectTo: `${origin}/auth/confirm?next=/new-password` };
  const { error } = await supabase.auth.resetPasswordForEmail(email, target);
  if (error?.status === 429)
    return { email, formError: "A link was asked for a moment ago. Wait a minute, then try again." };
  if (error) return { email, formError: "That did not work. Try again in a moment." };
  return { email, notice: describeDelivery() };
}

/** The embedded product knows no mail server unless it is given one; then a person must be told where to look. */
function describeDelivery(): string {
  const folder = process.env.SIGN_IN_MAIL_FOLDER;
  if (!folder)
    return "If this address has an account, a link to choose a new password is on its way. Open it in this browser.";
  return `No mail server is configured. If this address has an account, the link was written to the local outbox: ${folder}. Whoever runs Quarterdeck on this machine reads it with: quarterdeck mail. Open it in this browser.`;
}
