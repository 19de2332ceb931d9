import { describe, expect, it } from "vitest";
import { hasHiddenCharacters, nameRecipient, titleRecipient, writeHeadline } from "./effect-words.ts";

describe("the words of an effect", () => {
  it("warn of characters that change how a text reads", () => {
    expect(hasHiddenCharacters("pay to \u202egro.elpmaxe@nna")).toBe(true);
    expect(hasHiddenCharacters("zero\u200bwidth")).toBe(true);
    expect(hasHiddenCharacters("Grüße, 你好, naïve – “quoted”…")).toBe(false);
  });

  it("name whom it reaches as a person would", () => {
    const post = { effect_kind: "post.publish", recipient: "@harbour", preview: { platform: "x" } };
    expect(nameRecipient(post)).toBe("@harbour on x");
    const chat = { effect_kind: "chat-alert.send", recipient: "default", preview: {} };
    expect(nameRecipient(chat)).toBe("the default chat");
    expect(titleRecipient(chat)).toBe("The default chat");
    const mail = { effect_kind: "email.send", recipient: "ada@example.com", preview: {} };
    expect(nameRecipient(mail)).toBe("ada@example.com");
  });

  it("name a message by its subject, and anything else by its reason", () => {
    expect(writeHeadline({ preview: { subject: "Hello" }, why: "because" })).toBe("Hello");
    expect(writeHeadline({ preview: { text: "Out now" }, why: "because" })).toBe("Out now");
    expect(writeHeadline({ preview: {}, why: "because" })).toBe("because");
  });
});
