"use client";
/** Lets a member set whether a contact may be written to by e-mail; a denial takes back what has not left yet. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select, type SelectOption } from "#components/ui/select.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import type { Contact } from "#lib/operations/shapes/contact.ts";

type Consent = Contact["email_consent"];

const options: readonly SelectOption<Consent>[] = [
  { value: "unknown", label: "Not known" },
  { value: "granted", label: "Given" },
  { value: "denied", label: "Denied: nobody writes to them" },
];
const said: Record<Consent, string> = {
  unknown: "Consent is not known",
  granted: "Consent is given",
  denied: "Nobody writes to them from now on",
};

export function ConsentChoice({ contact }: { contact: Pick<Contact, "id" | "email_consent"> }) {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (consent: Consent) =>
      request<Contact>(`/contacts/${contact.id}`, { method: "PATCH", body: { email_consent: consent } }),
    onSuccess: saved => showSuccess(said[saved.email_consent]),
    onError: error => showError("The consent was not changed", { description: describeError(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["contact", contact.id] }),
  });
  return (
    <Field
      label="Consent to e-mail"
      hint="Denied takes back what waits for a decision or to leave. An import never undoes it."
    >
      <Select
        size="sm"
        options={options}
        value={save.isPending ? save.variables : contact.email_consent}
        isDisabled={save.isPending}
        onValueChange={consent => {
          if (consent !== contact.email_consent) save.mutate(consent);
        }}
      />
    </Field>
  );
}
