/** Who wrote the words that would leave: a template, a model, an engine or a person; always said. */
import { Bot, Calculator, FileText, UserPen } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { Approval } from "./approval-types.ts";

const looks = {
  template: { word: "Written by a template", icon: FileText },
  model: { word: "Written by a model", icon: Bot },
  engine: { word: "Computed by the agent", icon: Calculator },
  person: { word: "Edited by a person", icon: UserPen },
} as const;

export function AuthorLabel({ kind }: { kind: Approval["author_kind"] }) {
  const { word, icon: Icon } = looks[kind];
  return (
    <Badge tone="outline">
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}
