/** For whoever does not know their password any more. */
import type { Metadata } from "next";
import { ForgotForm } from "./forgot-form.tsx";

export const metadata: Metadata = { title: "Choose a new password" };

export default function ForgotPasswordPage() {
  return <ForgotForm />;
}
