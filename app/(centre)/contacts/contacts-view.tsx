"use client";
/** The list of contacts: searched, filtered and ordered by its address; each row leads to one person. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { FileUp, Gauge, SearchX, Users } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { debounce, useQueryStates } from "nuqs";
import { useMemo, useRef } from "react";
import { ContactBadges } from "#components/contacts/contact-badges.tsx";
import type { ContactPage } from "#components/contacts/contact-types.ts";
import { ScoreBar } from "#components/contacts/score-bar.tsx";
import { useDispatch } from "#components/contacts/use-dispatch.ts";
import { delegateContact } from "#components/delegate/delegables.ts";
import { RowDelegate } from "#components/delegate/delegate-button.tsx";
import { useRowDelegation } from "#components/delegate/use-delegation.tsx";
import { request } from "#components/shared/request.ts";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { useRowKeys } from "#components/tasks/use-row-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Input } from "#components/ui/input.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Select } from "#components/ui/select.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { Contact } from "#lib/operations/shapes/contact.ts";
import { contactInput, contactsKey, contactsSearch } from "./contacts-search.ts";

const typingMs = 250;

export function ContactsView() {
  const [search, setSearch] = useQueryStates(contactsSearch, { history: "push" });
  const router = useRouter();
  const { mutate: dispatch, isPending: isDispatching } = useDispatch();
  const frame = useRowKeys<HTMLUListElement>("Contacts");
  const searchField = useRef<HTMLInputElement>(null);
  const list = useInfiniteQuery({
    queryKey: contactsKey(search),
    queryFn: ({ pageParam, signal }) =>
      request<ContactPage>("/contacts", { query: { ...contactInput(search), cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  // Scores are written by tasks, which announce themselves and not each of thousands of contacts.
  usePulse(["task"], contactsKey(search));
  const rows = list.data?.pages.flatMap(page => page.data) ?? [];
  const { delegate, sheet } = useRowDelegation("Contacts", id => {
    const contact = rows.find(row => row.id === id);
    return contact === undefined ? null : delegateContact(contact);
  });
  const isNarrowed = search.search !== "" || search.reach !== "all";

  const commands = useMemo<Command[]>(() => {
    const group = "Contacts";
    return [
      {
        id: "contacts-find",
        group,
        label: "Find a contact",
        keys: "/",
        isInPalette: false,
        run: () => searchField.current?.focus(),
      },
      {
        id: "contacts-import",
        group,
        label: "Import contacts",
        icon: FileUp,
        run: () => router.push("/contacts/import"),
      },
      {
        id: "contacts-score",
        group,
        label: "Score contacts",
        icon: Gauge,
        run: () => dispatch({ task: "prospect.score-all", params: {}, said: "Scoring contacts" }),
      },
    ];
  }, [router, dispatch]);
  useCommands(commands);

  return (
    <>
      <PageHeader
        title="Contacts"
        description="The people your agents know, with every touch. A score says how worthwhile it is to write to someone."
        actions={
          <>
            <Button
              isBusy={isDispatching}
              onClick={() => dispatch({ task: "prospect.score-all", params: {}, said: "Scoring contacts" })}
            >
              <Gauge aria-hidden />
              Score contacts
            </Button>
            <Link href="/contacts/import" className={buttonStyles({ variant: "primary" })}>
              <FileUp aria-hidden />
              Import
            </Link>
          </>
        }
      />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Input
          ref={searchField}
          type="search"
          aria-label="Find by the beginning of a name, an address or a company"
          placeholder="Name, address or company begins with…"
          className="max-w-80"
          value={search.search}
          onValueChange={text =>
            void setSearch(
              { search: text },
              { history: "replace", limitUrlUpdates: text === "" ? undefined : debounce(typingMs) },
            )
          }
        />
        <SegmentedControl
          label="Who"
          value={search.reach}
          onValueChange={reach => void setSearch({ reach })}
          options={[
            { value: "all", label: "All" },
            { value: "reachable", label: "With address" },
            { value: "unreachable", label: "No address" },
          ]}
        />
        <Select
          aria-label="Order"
          size="sm"
          className="w-36"
          value={search.order}
          onValueChange={order => void setSearch({ order })}
          options={[
            { value: "score", label: "Best score first" },
            { value: "newest", label: "Newest first" },
          ]}
        />
      </div>
      <section
        aria-label="Contacts"
        aria-busy={list.isPlaceholderData}
        className="overflow-clip rounded-lg border bg-surface"
      >
        {list.isPending ? <SkeletonRows label="Loading contacts" count={12} /> : null}
        {list.isError && rows.length === 0 ? (
          <Failure error={list.error} onRetry={() => void list.refetch()} isRetrying={list.isFetching} />
        ) : null}
        {list.isSuccess && rows.length === 0 ? (
          <Nothing isNarrowed={isNarrowed} onClear={() => void setSearch({ search: "", reach: "all" })} />
        ) : null}
        {rows.length > 0 ? <ColumnNames /> : null}
        <ul ref={frame} className="divide-y divide-line">
          {rows.map(contact => (
            <ContactRow key={contact.id} contact={contact} onDelegate={() => delegate(delegateContact(contact))} />
          ))}
        </ul>
        {rows.length > 0 ? (
          <LoadMore
            hasMore={list.hasNextPage}
            isLoading={list.isFetchingNextPage}
            onLoadMore={() => void list.fetchNextPage()}
            shownCount={rows.length}
            nouns={["contact", "contacts"]}
          />
        ) : null}
      </section>
      {sheet}
    </>
  );
}

const columns =
  "grid grid-cols-[minmax(0,1fr)_8rem] items-center gap-x-4 gap-y-0.5 px-3 md:grid-cols-[minmax(0,1.1fr)_minmax(0,1.2fr)_minmax(0,1.4fr)_9.5rem_5.5rem]";

/** What the columns hold; read out it would only repeat what each row says. */
function ColumnNames() {
  return (
    <div aria-hidden className={`${columns} h-8 border-b bg-sunken text-muted text-xs max-md:hidden`}>
      <span>Name</span>
      <span>Work</span>
      <span>Address</span>
      <span>Score</span>
      <span className="text-right">Last touch</span>
    </div>
  );
}

function ContactRow({ contact, onDelegate }: { contact: Contact; onDelegate: () => void }) {
  const work = [contact.job_title, contact.company].filter(Boolean).join(", ");
  return (
    <li className="group/row relative [contain-intrinsic-size:auto_36px] [content-visibility:auto]">
      <Link
        href={`/contacts/${contact.id}`}
        prefetch={false}
        data-row={contact.id}
        className={`${columns} min-h-9 py-1 text-sm outline-offset-[-2px] transition-colors duration-75 hover:bg-hover max-md:min-h-13`}
      >
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{contact.name}</span>
          <span className="flex shrink-0 items-center gap-1">
            <ContactBadges contact={contact} isCompact />
          </span>
        </span>
        <span className="min-w-0 truncate text-muted max-md:order-3 max-md:col-span-2 max-md:text-xs">{work}</span>
        <span className="min-w-0 truncate text-muted max-md:hidden">{contact.email}</span>
        <ScoreBar score={contact.score} parts={contact.score_parts} className="max-md:order-2" />
        <RelativeTime
          at={contact.last_interaction_at}
          fallback="none yet"
          className="truncate text-right text-faint text-xs max-md:hidden"
        />
      </Link>
      <RowDelegate label={contact.name} onDelegate={onDelegate} />
    </li>
  );
}

function Nothing({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  if (isNarrowed) {
    return (
      <EmptyState title="Nobody matches" icon={SearchX} action={<Button onClick={onClear}>Show everybody</Button>}>
        The search looks at how a name, an address or a company begins. Try fewer letters.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nobody here yet"
      icon={Users}
      action={
        <Link href="/contacts/import" className={buttonStyles({ variant: "primary" })}>
          <FileUp aria-hidden />
          Import a CSV file
        </Link>
      }
    >
      Import the people you know. Those without an address can be scored, but not written to.
    </EmptyState>
  );
}
