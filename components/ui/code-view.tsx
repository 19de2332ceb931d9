/** Text or data exactly as it is, in a fixed-width frame with a copy button; never interprets it as markup. */
import { CopyButton } from "./copy-button.tsx";
import { joinClasses } from "./join-classes.ts";
import { ScrollRegion } from "./scroll-region.tsx";

export type CodeViewProps = { code: string; label: string; isWrapped?: boolean; className?: string };

export function CodeView({ code, label, isWrapped, className }: CodeViewProps) {
  return (
    <div className={joinClasses("relative min-w-0 rounded-md border bg-sunken", className)}>
      <CopyButton value={code} label={`Copy ${label.toLowerCase()}`} className="absolute top-1 right-1" />
      <ScrollRegion label={label} className="max-h-96 rounded-md py-2.5 pr-10 pl-3">
        <pre className={joinClasses("font-mono text-xs leading-5", isWrapped && "whitespace-pre-wrap break-words")}>
          <code>{code}</code>
        </pre>
      </ScrollRegion>
    </div>
  );
}
