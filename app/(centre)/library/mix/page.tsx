/** The recommended mix of niches. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { contentMixQuery } from "#components/library/library-data.ts";
import { contentMixGet } from "#lib/operations/content-mix.ts";
import { Prefetched } from "../../prefetched.tsx";
import { MixView } from "./mix-view.tsx";

export const metadata: Metadata = { title: "Content mix" };

export default function MixPage() {
  return (
    <Prefetched reads={[{ key: contentMixQuery.queryKey, read: () => perform(contentMixGet, {}) }]}>
      <MixView />
    </Prefetched>
  );
}
