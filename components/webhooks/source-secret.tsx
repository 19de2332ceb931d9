"use client";
/** What the sender must be told, once: the address and, where it is ours, the secret. */
import { Button } from "#components/ui/button.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { useOrigin } from "./use-origin.ts";
import type { SourceWithSecret } from "./webhook-data.ts";

export function SourceSecret({ source, onDone }: { source: SourceWithSecret; onDone: () => void }) {
  const origin = useOrigin();
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1.5">
        <span className="font-medium text-sm">Address</span>
        <CodeView code={`${origin}${source.path}`} label="Address" isWrapped />
      </div>
      {source.secret === null ? null : (
        <div className="flex flex-col gap-1.5">
          <span className="font-medium text-sm">Secret</span>
          <CodeView code={source.secret} label="Secret" isWrapped />
          <p className="text-muted text-xs">
            It is sealed here: once this is closed, nobody can show it again. A new one can be made any time.
          </p>
        </div>
      )}
      {source.kind === "telegram" ? (
        <p className="text-muted text-sm">
          {source.is_registered
            ? "The bot has been told to send here."
            : "The bot has not been told yet: connect Telegram, then rotate the secret with this installation's public address."}
        </p>
      ) : null}
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          {source.secret === null ? "Done" : "I have copied it"}
        </Button>
      </div>
    </div>
  );
}
