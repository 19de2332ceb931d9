"use client";
/** The secret of a new key, with what to do with it. */
import { Button } from "#components/ui/button.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import type { NewApiKey } from "./key-data.ts";

export function NewKeySecret({ apiKey, onDone }: { apiKey: NewApiKey; onDone: () => void }) {
  const example = `curl -H "Authorization: Bearer $QUARTERDECK_KEY" ${window.location.origin}/api/v1/status`;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1.5">
        <span className="font-medium text-sm">{apiKey.name}</span>
        <CodeView code={apiKey.secret} label="API key" isWrapped />
      </div>
      <div className="flex flex-col gap-1.5">
        <span className="text-muted text-sm">Put it where secrets are kept, for example as QUARTERDECK_KEY, then:</span>
        <CodeView code={example} label="Example" isWrapped />
      </div>
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}
