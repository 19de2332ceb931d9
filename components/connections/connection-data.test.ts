import { describe, expect, it } from "vitest";
import { nameCapabilities, nameVariable } from "./connection-data.ts";

describe("The names of a connection's parts", () => {
  it("leave out the vendor, and write what a person would", () => {
    expect(nameVariable("telegram", "TELEGRAM_BOT_TOKEN")).toBe("Bot token");
    expect(nameVariable("webhook-out", "WEBHOOK_OUT_URL")).toBe("Address");
    expect(nameVariable("x", "X_API_KEY")).toBe("API key");
    expect(nameVariable("x", "OTHER_NAME")).toBe("Other name");
  });

  it("list capabilities as a sentence does, and keep one that has no word yet", () => {
    expect(nameCapabilities([])).toBe("");
    expect(nameCapabilities(["email"])).toBe("e-mail");
    expect(nameCapabilities(["chat-alert", "post", "carrier"])).toBe("chat messages, posts and carrier");
  });
});
