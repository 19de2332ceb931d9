/** What the address of the webhooks says; shared by the server and the browser. */
import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const tabs = ["sources", "log"] as const;
const verdicts = ["received", "acted", "noted", "no-rule", "failed"] as const;

export const webhooksSearch = {
  tab: parseAsStringLiteral(tabs).withDefault("sources"),
  source: parseAsString,
  verdict: parseAsStringLiteral(verdicts),
  event: parseAsString,
};
export const loadWebhooksSearch = createLoader(webhooksSearch);
