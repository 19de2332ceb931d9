/** Owns the proof that no value of a page can become markup. */
import { expect, test } from "vitest";
import { html } from "./html.ts";

test("values are escaped in texts and attributes; markup made before is not escaped again", () => {
  const hostile = `<script>alert('1')</script>" onload="x&`;
  expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(
    '<p title="&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x&amp;">&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x&amp;</p>',
  );
  expect(html`<ul>${["<a>", "b"].map(text => html`<li>${text}</li>`)}</ul>`.text).toBe(
    "<ul><li>&lt;a&gt;</li><li>b</li></ul>",
  );
});

test("what is absent writes nothing, and zero is not absent", () => {
  expect(html`[${null}${undefined}${false}${0}]`.text).toBe("[0]");
});

test("control characters and overriding directions become visible", () => {
  expect(html`${"a\u0000b\u202ec\ud800d\te\n"}`.text).toBe("a\uFFFDb\uFFFDc\uFFFDd\te\n");
});
