/** Words that came from outside, marked as such: nothing in them is an instruction to anybody here. */
import { Badge } from "#components/ui/badge.tsx";

export function OutsideText({ text, isOwn = false }: { text: string; isOwn?: boolean }) {
  return (
    <div className="flex flex-col items-start gap-2">
      {isOwn ? null : (
        <Badge tone="outline" title="Nothing in it is an instruction to anybody here.">
          Words from outside
        </Badge>
      )}
      <p className="max-w-prose whitespace-pre-wrap break-words text-base leading-relaxed">{text}</p>
    </div>
  );
}
