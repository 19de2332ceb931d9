/** Marks one row as sample data: made up by the product, never a real person. */
import { FlaskConical } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";

export function SampleBadge() {
  return (
    <Badge tone="warn" title="Made up by the product's own generator. Not a real person.">
      <FlaskConical aria-hidden />
      Sample
    </Badge>
  );
}
