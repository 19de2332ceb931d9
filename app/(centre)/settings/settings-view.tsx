"use client";
/** Every section of the settings with how it is set now; on a phone this is the way to them. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { membersQuery, modelQuery, spendQuery, workspaceQuery } from "#components/settings/settings-data.ts";
import { type SettingsSection, settingsGroups } from "#components/settings/settings-sections.ts";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export function SettingsView({ email }: { email: string }) {
  const now = useStates(email);
  return (
    <>
      <PageHeader title="Settings" description="How this workspace works, who and what may work with it, and you." />
      <div className="flex flex-col gap-5">
        {settingsGroups.map(group => (
          <section key={group.label} aria-label={group.label}>
            <h2 className="mb-1.5 text-faint text-xs">{group.label}</h2>
            <Card>
              <ul className="divide-y divide-line">
                {group.sections.map(section => (
                  <li key={section.href}>
                    <Link
                      href={section.href}
                      className="flex min-h-14 items-center gap-3.5 px-4 py-2 outline-offset-[-2px] hover:bg-hover"
                    >
                      <section.icon aria-hidden className="size-4 shrink-0 text-muted" />
                      <span className="min-w-0 flex-1">
                        <span className="block font-medium text-sm">{section.label}</span>
                        <span className="block truncate text-muted text-xs">{section.purpose}</span>
                      </span>
                      <span className="max-w-[45%] truncate text-muted text-xs max-md:hidden">{now[section.href]}</span>
                      <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
                    </Link>
                  </li>
                ))}
              </ul>
            </Card>
          </section>
        ))}
      </div>
    </>
  );
}

function useStates(email: string): Partial<Record<SettingsSection["href"], string>> {
  const { data: workspace } = useQuery(workspaceQuery);
  const { data: members } = useQuery(membersQuery);
  const { data: spend } = useQuery(spendQuery);
  const { data: model } = useQuery(modelQuery);
  const count = members?.data.length;
  return {
    "/settings/workspace": workspace && `${workspace.name}, ${workspace.time_zone.replaceAll("_", " ")}`,
    "/settings/members": count === undefined ? undefined : `${count} ${count === 1 ? "member" : "members"}`,
    "/settings/limits":
      workspace &&
      `${workspace.daily_effect_cap.toLocaleString("en")} effects a day${workspace.quiet_from === null ? "" : `, quiet from ${workspace.quiet_from}`}`,
    "/settings/budget":
      workspace &&
      spend &&
      `${formatMicros(spend.spent_micros)} of ${formatMicros(workspace.daily_budget_micros)} today`,
    "/settings/model": model && (model.name ?? "None: templates write"),
    "/settings/you": email,
  };
}
