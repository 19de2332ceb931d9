/** Owns the Bot API servers, one per state, against which the contract suite holds the Telegram connector. */
import { z } from "zod";
import type { StartContractRig } from "../testing/contract-rig.ts";
import { describeStates, startHttpVendor, type VendorRequest } from "../testing/http-vendor.ts";

const token = "123456789:AAcanary-telegram-token-0000000000000";
const chatId = "-1001234567890";

const SendMessage = z.strictObject({
  chat_id: z.string().min(1),
  text: z.string().min(1).max(4_096),
  link_preview_options: z.object({ is_disabled: z.boolean() }).optional(),
});

const refuse = (error_code: number, description: string, more: object = {}) => ({
  status: error_code,
  body: { ok: false, error_code, description, ...more },
});

/** The three methods that are used, as Telegram documents and answers them. */
export function createBotApi() {
  let messages = 0;
  return ({ method, path, headers, text }: VendorRequest) => {
    if (!path.startsWith(`/bot${token}/`)) return refuse(401, "Unauthorized");
    if (method !== "POST" || headers["content-type"] !== "application/json") return refuse(400, "Bad Request");
    const name = path.slice(`/bot${token}/`.length);
    if (name === "getMe") {
      const result = { id: 123456789, is_bot: true, first_name: "Deck", username: "deck_bot", can_join_groups: true };
      return { status: 200, body: { ok: true, result } };
    }
    if (name === "getChat") {
      const asked = z.strictObject({ chat_id: z.string().min(1) }).parse(JSON.parse(text));
      return {
        status: 200,
        body: { ok: true, result: { id: Number(asked.chat_id), type: "supergroup", title: "Desk" } },
      };
    }
    if (name !== "sendMessage") return refuse(404, "Not Found");
    const message = SendMessage.safeParse(JSON.parse(text));
    if (!message.success) return refuse(400, "Bad Request: message text is empty");
    if (message.data.chat_id === "404") return refuse(400, "Bad Request: chat not found");
    if (message.data.chat_id === "403") return refuse(403, "Forbidden: bot was blocked by the user");
    messages += 1;
    const chat = { id: Number(message.data.chat_id), type: "supergroup", title: "Desk" };
    const result = { message_id: messages, date: 1_790_000_000, chat, text: message.data.text };
    return { status: 200, body: { ok: true, result }, isMade: true };
  };
}

export const telegramEnvironment = (origin: string) => ({
  TELEGRAM_BOT_TOKEN: token,
  TELEGRAM_CHAT_ID: chatId,
  TELEGRAM_API_ROOT: origin,
});

export const startContractRig: StartContractRig = async () => {
  const vendor = await startHttpVendor({
    healthy: createBotApi(),
    unauthorized: refuse(401, `Unauthorized: no bot has ${token}`),
    limited: refuse(429, "Too Many Requests: retry after 120", { parameters: { retry_after: 120 } }),
    broken: refuse(500, "Internal Server Error"),
    malformed: { status: 200, body: { coo: true } },
  });
  return {
    environments: describeStates(vendor.origins, telegramEnvironment),
    secrets: [token],
    limitMs: 120_000,
    countMade: vendor.countMade,
    countLimited: vendor.countLimited,
    close: vendor.close,
  };
};
