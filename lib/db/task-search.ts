/**
 * Owns the search for tasks by words. What upkeep has put into task_terms is found by index; what is newer is looked through row by
 * row. Each call looks at a bounded number of tasks and says where it stopped, so that none takes long whatever is asked.
 */
import { sql } from "kysely";
import type { Session } from "./database.ts";
import { nextId } from "./id-range.ts";
import { type IdPage, type ListedTask, listTaskIds, readTasks, type TaskFilter } from "./task-lists.ts";

/** How many tasks one call looks at: row by row, and of those that the index names for each word. */
const walked = 300;
const named = 2_000;
/** More words than these are not looked for. */
const maxWords = 8;
/** A beginning that this many different words share is taken for a whole word. */
const maxEndings = 40;
const leastBeginning = 3;

export type TaskSearch = {
  rows: ListedTask[];
  /** Below which id to go on, or null when there is nothing more to look at. A page that is not full may still have one. */
  nextBeforeId: string | null;
  /** True when the last word was looked for as it is, because too many words begin with it. */
  isWholeWord: boolean;
};

export type SearchRequest = {
  filter: TaskFilter;
  text: string;
  /** JSON list of `{ domain, task, title }`: tasks are also found by what people call them. */
  titles: string;
};

/** Tasks that hold all words of a text, the last of them perhaps not to its end; newest first. */
export async function searchTasks(
  session: Session,
  workspaceId: string,
  { filter, text, titles }: SearchRequest,
  page: IdPage,
): Promise<TaskSearch> {
  const words = await readWords(session, text);
  if (words.length === 0) return { rows: [], nextBeforeId: null, isWholeWord: false };
  const { endings, isWholeWord } = await readEndings(session, workspaceId, words.at(-1) ?? "");
  const query = words
    .map((word, at) => (at === words.length - 1 && !isWholeWord ? `${quote(word)}:*` : quote(word)))
    .join(" & ");
  const through = await readProgress(session, workspaceId);

  const near = await listTaskIds(session, workspaceId, filter, { limit: walked, beforeId: page.beforeId });
  const nearEnd = near.length < walked ? null : (near.at(-1) ?? null);
  const unnamed = nearEnd === null ? near : near.filter(id => through === null || id > through);
  const rows = await readTasks(session, workspaceId, unnamed, { filter, words: { query, titles } });
  if (nearEnd === null || through === null || nearEnd > through || rows.length > page.limit) {
    return cut(rows, page, nearEnd, isWholeWord);
  }

  const beforeId = page.beforeId !== undefined && page.beforeId <= through ? page.beforeId : nextId(through);
  const lists = await Promise.all(
    words.map((word, at) =>
      listNamed(session, workspaceId, at === words.length - 1 ? endings : [word], { limit: named, beforeId }),
    ),
  );
  const { ids, end } = intersect(lists);
  const found = await readTasks(session, workspaceId, ids, { filter });
  return cut([...rows, ...found], page, end, isWholeWord);
}

/** The ids that all lists hold, and below which of them a list was not read to its end; lists are newest first. */
function intersect(lists: readonly string[][]): { ids: string[]; end: string | null } {
  const [first = [], ...rest] = lists;
  const ends = lists.filter(list => list.length === named).map(list => list.at(-1) ?? "");
  const end = ends.sort().at(-1) ?? null;
  const sets = rest.map(list => new Set(list));
  return { ids: first.filter(id => (end === null || id >= end) && sets.every(set => set.has(id))), end };
}

function cut(rows: ListedTask[], page: IdPage, end: string | null, isWholeWord: boolean): TaskSearch {
  if (rows.length <= page.limit) return { rows, nextBeforeId: end, isWholeWord };
  const kept = rows.slice(0, page.limit);
  return { rows: kept, nextBeforeId: kept.at(-1)?.id ?? null, isWholeWord };
}

async function readWords(session: Session, text: string): Promise<string[]> {
  const { rows } = await sql<{ lexeme: string }>`
    select w.lexeme from unnest(to_tsvector('simple', private.part_words(lower(${text})))) w
    order by w.positions[1] limit ${maxWords}`.execute(session);
  return rows.map(row => row.lexeme);
}

/** The words that begin with a word, by one step in the index for each. */
async function readEndings(
  session: Session,
  workspaceId: string,
  word: string,
): Promise<{ endings: string[]; isWholeWord: boolean }> {
  if (word.length < leastBeginning) return { endings: [word], isWholeWord: true };
  const until = `${word}\u{10FFFF}`;
  const next = (from: ReturnType<typeof sql>) => sql`
    select term from task_terms where workspace_id = ${workspaceId} and term ${from} and term < ${until} order by term limit 1`;
  const { rows } = await sql<{ term: string }>`
    with recursive endings as (
      (select term, 1 as at from (${next(sql`>= ${word}`)}) t)
      union all
      select following.term, endings.at + 1 from endings
      cross join lateral (${next(sql`> endings.term`)}) following
      where endings.at <= ${maxEndings})
    select term from endings`.execute(session);
  if (rows.length > maxEndings) return { endings: [word], isWholeWord: true };
  return { endings: rows.map(row => row.term), isWholeWord: false };
}

async function readProgress(session: Session, workspaceId: string): Promise<string | null> {
  const row = await session
    .selectFrom("task_term_progress")
    .select("through_id")
    .where("workspace_id", "=", workspaceId)
    .executeTakeFirst();
  return row?.through_id ?? null;
}

/** The newest tasks that hold any of the words, by the index. */
async function listNamed(
  session: Session,
  workspaceId: string,
  words: readonly string[],
  page: Required<IdPage>,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct id from (
      select of_word.id from unnest(${words}::text[]) as w(term) cross join lateral (
        select u.id from task_terms s, unnest(s.task_ids) with ordinality as u(id, at)
        where s.workspace_id = ${workspaceId} and s.term = w.term and s.first_id < ${page.beforeId} and u.id < ${page.beforeId}
        order by s.first_id desc, u.at limit ${page.limit}) of_word) named
    order by id desc limit ${page.limit}`.execute(session);
  return rows.map(row => row.id);
}

/** A word as the query language takes it literally. */
function quote(word: string): string {
  return `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
