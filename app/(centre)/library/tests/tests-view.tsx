"use client";
/** Tests of two ways of posting, newest first: where each stands and what it showed. */
import { FlaskConical } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { delegateTest } from "#components/delegate/delegables.ts";
import { testStates } from "#components/library/library-data.ts";
import { LibraryFilters } from "#components/library/library-filters.tsx";
import { LibraryList } from "#components/library/library-list.tsx";
import type { Column } from "#components/library/library-table.tsx";
import { nameStanding, writeUplift } from "#components/library/test-words.ts";
import { useLibrary } from "#components/library/use-library.ts";
import { Badge } from "#components/ui/badge.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { AbTest } from "#lib/operations/shapes/ab-test.ts";

const TestPanel = dynamic(() => import("#components/library/test-panel.tsx").then(module => module.TestPanel), {
  ssr: false,
});

const startLink = (
  <Link href="/agents/ab-tester?run=ab-tester.start" className={buttonStyles({})}>
    <FlaskConical aria-hidden />
    Start a test
  </Link>
);

const stateWords: Record<(typeof testStates)[number], string> = {
  running: "Running",
  decided: "Decided",
  stopped: "Stopped",
};

const columns: readonly Column<AbTest>[] = [
  { header: "Hypothesis", cell: test => test.hypothesis },
  {
    header: "Ways",
    cell: test => test.variants.map(variant => variant.label).join(" against "),
    width: "w-48",
    isWideOnly: true,
  },
  { header: "Metric", cell: test => test.metric.replace("-", " "), width: "w-28", isWideOnly: true },
  {
    header: "State",
    cell: test => {
      const { word, tone } = nameStanding(test);
      return <Badge tone={tone}>{word}</Badge>;
    },
    width: "w-36 md:w-44",
  },
  { header: "Looks", cell: test => test.looks.length, isNumeric: true, width: "w-16", isWideOnly: true },
  {
    header: "Uplift",
    cell: test => writeUplift(test.uplift === null ? (test.looks.at(-1) ?? test) : test),
    width: "w-56",
    isWideOnly: true,
  },
  {
    header: "Started",
    cell: test => <RelativeTime at={test.created_at} className="text-faint text-xs" />,
    isNumeric: true,
    width: "w-24",
    isWideOnly: true,
  },
];

export function TestsView() {
  const state = useLibrary("tests");
  return (
    <>
      <LibraryFilters
        search={state.search}
        onNarrow={state.narrow}
        states={{
          label: "State of the tests",
          any: "Whatever their state",
          options: testStates.map(value => ({ value, label: stateWords[value] })),
        }}
        actions={startLink}
      />
      <LibraryList
        state={state}
        nouns={["test", "tests"]}
        columns={columns}
        idOf={test => test.id}
        delegable={delegateTest}
        empty={
          <EmptyState title="Nothing has been tested yet" icon={FlaskConical} action={startLink}>
            Post the same content in two ways and see which does better. The A/B tester looks at one, four and 24 hours
            and decides only when chance cannot explain the difference.
          </EmptyState>
        }
      />
      {state.openId === null ? null : <TestPanel id={state.openId} onClose={state.close} />}
    </>
  );
}
