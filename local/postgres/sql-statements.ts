/** Splits a migration file into its statements, as the Supabase CLI records them; knows strings, comments and dollar quotes. */

const TOKENS = [
  /--[^\n]*/y,
  /\/\*[\s\S]*?\*\//y,
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y,
  /'(?:[^']|'')*'/y,
  /"(?:[^"]|"")*"/y,
  /(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[\s\S]*?\1/y,
  /[A-Za-z_][\w$]*/y,
];

const ATOMIC_BODY = /\bbegin\s+atomic\b/i;

/** Statements without their closing semicolon, trimmed, with the comments that precede them; empty ones are left out. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let position = 0;
  let hasContent = false;
  const finish = (end: number) => {
    const text = sql.slice(start, end).trim();
    if (hasContent && text) statements.push(text);
    hasContent = false;
  };
  while (position < sql.length) {
    const length = measureToken(sql, position);
    const text = sql.slice(position, position + length);
    const isComment = text.startsWith("--") || text.startsWith("/*");
    if (text === ";" && !isInsideAtomicBody(sql.slice(start, position))) {
      finish(position);
      start = position + 1;
    } else if (!isComment && text.trim()) {
      hasContent = true;
    }
    position += length;
  }
  finish(sql.length);
  return statements;
}

function measureToken(sql: string, position: number): number {
  for (const token of TOKENS) {
    token.lastIndex = position;
    const match = token.exec(sql);
    if (match) return match[0].length;
  }
  return 1;
}

function isInsideAtomicBody(statement: string): boolean {
  return ATOMIC_BODY.test(statement) && !/\bend\s*$/i.test(statement);
}
