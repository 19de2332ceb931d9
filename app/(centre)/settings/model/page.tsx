/** Which language model writes, read on the server. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { modelQuery, workspaceQuery } from "#components/settings/settings-data.ts";
import { modelGet } from "#lib/operations/model.ts";
import { workspaceGet } from "#lib/operations/workspace.ts";
import { Prefetched } from "../../prefetched.tsx";
import { ModelView } from "./model-view.tsx";

export const metadata: Metadata = { title: "Model" };

export default function ModelPage() {
  return (
    <Prefetched
      reads={[
        { key: workspaceQuery.queryKey, read: () => perform(workspaceGet, {}) },
        { key: modelQuery.queryKey, read: () => perform(modelGet, {}) },
      ]}
    >
      <ModelView />
    </Prefetched>
  );
}
