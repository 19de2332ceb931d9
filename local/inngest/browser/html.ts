/** Owns writing HTML: every value that goes into a page is escaped, because payloads, names and errors are hostile. */

/** HTML that is safe to send; only `html` makes it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[];

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A template whose values are escaped; for attributes the template must write the quotes. */
export function html(literals: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(literals.reduce((text, literal, index) => text + write(values[index - 1]) + literal));
}

function write(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "string") return escapeText(content);
  return typeof content === "number" ? String(content) : content.map(write).join("");
}

/** Also makes control characters and overriding directions visible, which could otherwise disguise a text. */
function escapeText(text: string): string {
  return (
    text
      .toWellFormed()
      .replaceAll(/[&<>"']/g, character => escapes[character] ?? "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\uFFFD")
  );
}
