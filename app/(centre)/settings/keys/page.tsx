/** The API keys of the person, for an admin everyone's, read on the server. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { keysQuery } from "#components/keys/key-data.ts";
import { scopes } from "#lib/operations/define.ts";
import { keyList } from "#lib/operations/key.ts";
import { Prefetched } from "../../prefetched.tsx";
import { KeysView } from "./keys-view.tsx";

export const metadata: Metadata = { title: "API keys" };

export default function KeysPage() {
  return (
    <Prefetched
      reads={[
        {
          key: keysQuery.queryKey,
          read: async () => ({ pages: [await perform(keyList, {})], pageParams: [null] }),
        },
      ]}
    >
      <KeysView scopes={[...scopes]} />
    </Prefetched>
  );
}
