"use client";
/** The tables of what is shown, to be saved as files. */
import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { DropdownMenu, MenuLinkItem } from "#components/ui/dropdown-menu.tsx";
import { exportAddress } from "./analytics-data.ts";
import type { AnalyticsInput } from "./analytics-search.ts";

const tables = [
  { per: "day", label: "Per day" },
  { per: "agent", label: "Per agent" },
  { per: "reason", label: "Reasons of rejections" },
] as const;

export function ExportMenu({ input }: { input: AnalyticsInput }) {
  return (
    <DropdownMenu
      align="end"
      trigger={
        <Button size="sm">
          <Download aria-hidden />
          Export CSV
        </Button>
      }
    >
      {tables.map(({ per, label }) => (
        <MenuLinkItem key={per} render={<a href={exportAddress(input, per)} download />}>
          {label}
        </MenuLinkItem>
      ))}
    </DropdownMenu>
  );
}
