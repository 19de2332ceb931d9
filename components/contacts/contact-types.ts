/** The shapes that the contact pages pass around; all of them come from the operations. */
import type { z } from "zod";
import type { contactGet, contactList } from "#lib/operations/contact.ts";

export type ContactDetail = z.output<(typeof contactGet)["output"]>;
export type ContactPage = z.output<(typeof contactList)["output"]>;
