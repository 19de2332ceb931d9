/** What the address of the contacts says, and what is asked of the one door for it; shared by the server and the browser. */
import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const orders = ["score", "newest"] as const;
export const reaches = ["all", "reachable", "unreachable"] as const;

export const contactsSearch = {
  search: parseAsString.withDefault(""),
  reach: parseAsStringLiteral(reaches).withDefault("all"),
  order: parseAsStringLiteral(orders).withDefault("score"),
};
export type ContactsSearch = inferParserType<typeof contactsSearch>;
export const loadContactsSearch = createLoader(contactsSearch);

/** The input of contact.list for this address, without its cursor. */
export function contactInput({ search, reach, order }: ContactsSearch) {
  return {
    order,
    search: search.trim() === "" ? undefined : search.trim().slice(0, 100),
    has_email: reach === "all" ? undefined : reach === "reachable",
    limit: 50,
  };
}

export function contactsKey(search: ContactsSearch) {
  return ["contact", contactInput(search)] as const;
}
