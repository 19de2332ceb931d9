/** Owns chat messages by a Telegram bot: plain text, without link previews, to the chat that was approved. */
import { z } from "zod";
import type { Clock } from "#lib/core/clock.ts";
import { refuseFields } from "#lib/core/fields.ts";
import {
  type Connector,
  type ConnectorFactory,
  defineConnector,
  type Effect,
  type House,
  type Leaving,
  type Refusal,
} from "#lib/kernel/connector.ts";
import { type Capability, ChatAlertPayload } from "#lib/kernel/effects.ts";
import { readAddress, readNeeded, readVariable } from "../environment.ts";
import { checkEffect } from "../payload.ts";
import { CALL_TIMEOUT_MS, createTelegramBot } from "./bot.ts";
import { createTelegramChat } from "./chat.ts";

const NAME = "telegram";
const TITLE = "Telegram";
const USUAL_ROOT = "https://api.telegram.org";
const capabilities: readonly Capability[] = ["chat-alert"];

/** What is read of a sent message; grammY's types are not checked when an answer arrives. */
const SentMessage = z.object({ message_id: z.number().int(), chat: z.object({ id: z.number() }) });
const Bot = z.object({ id: z.number(), username: z.string() });
const Chat = z.object({
  type: z.string(),
  title: z.string().optional(),
  username: z.string().optional(),
  first_name: z.string().optional(),
});

export type TelegramOptions = {
  token: string;
  /** The chat that "default" means; null when there is none. */
  chatId: string | null;
  apiRoot: string;
  /** Where this product is opened, for the link below a message; null when it is not known. */
  linkOrigin: string | null;
  house: House;
  clock?: Clock;
};

export function createTelegramConnector(options: TelegramOptions): Connector {
  const bot = createTelegramBot(options);
  const compose = (effect: Effect): Extract<Leaving, { format: "chat" }> | Refusal => {
    const refusal = checkEffect(effect, capabilities);
    if (refusal !== null) return refusal;
    const { text, path } = ChatAlertPayload.parse(effect.payload);
    const chat = effect.recipient === "default" ? options.chatId : effect.recipient;
    if (chat === null) return refuseWithoutChat();
    const link = path === undefined || options.linkOrigin === null ? "" : `\n\n${options.linkOrigin}${path}`;
    return { format: "chat", chat, from: `the bot ${bot.id}`, text: text + link };
  };
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: `telegram:bot ${bot.id}${options.chatId === null ? "" : ` to ${options.chatId}`}`,
    label: `the bot ${bot.id}${options.chatId === null ? "" : ` to the chat ${options.chatId}`}`,
    isLocal: false,
    timeoutMs: CALL_TIMEOUT_MS,
    isIdempotent: false,
    chat: createTelegramChat(bot, options.linkOrigin),
    compose,
    async execute(effect, { signal }) {
      const message = compose(effect);
      if ("outcome" in message) return message;
      const { chat: chatId, text } = message;
      const sent = await bot.act(
        api => api.sendMessage(chatId, text, { link_preview_options: { is_disabled: true } }),
        { signal, result: SentMessage },
      );
      if (!("outcome" in sent)) {
        const { message_id, chat } = sent.data;
        return { outcome: "accepted", vendorId: `${chat.id}/${message_id}`, evidence: { chat: chat.id, message_id } };
      }
      if (sent.outcome !== "refused" || sent.evidence?.status !== 403) return sent;
      return { ...sent, fix: `Let the bot into the chat ${chatId}: press Start there, or add it as a member.` };
    },
    async check({ signal }) {
      let name = "";
      const health = await bot.probe(api => api.getMe(), {
        signal,
        result: Bot,
        describe({ username }) {
          name = `@${username}`;
          return `The bot ${name} is ready. It has no default chat.`;
        },
      });
      const { chatId } = options;
      if (!health.isHealthy) return health;
      if (chatId === null) return { ...health, label: name };
      let chatName = `the chat ${chatId}`;
      const found = await bot.probe(api => api.getChat(chatId), {
        signal,
        result: Chat,
        describe(chat) {
          chatName = nameChat(chat);
          return `The bot ${name} is ready. Its default chat is ${chatName}.`;
        },
      });
      return { ...found, label: `${name} to ${chatName}` };
    },
  });
}

function nameChat({ type, title, username, first_name: firstName }: z.infer<typeof Chat>): string {
  if (type === "private") return firstName ?? (username === undefined ? "a person" : `@${username}`);
  return `the ${type === "channel" ? "channel" : "group"} ${title ?? (username === undefined ? "" : `@${username}`)}`.trim();
}

const variables = [
  {
    name: "TELEGRAM_BOT_TOKEN",
    purpose: "The bot's token, as @BotFather gave it.",
    findAt: "In Telegram, write /newbot to @BotFather and answer its two questions: the last message holds the token.",
    example: "123456789:AAExampleExampleExampleExampleExamp",
    isSecret: true,
  },
  {
    name: "TELEGRAM_CHAT_ID",
    purpose: "The chat that gets summaries and alerts; without it nothing can be sent to the default chat.",
    findAt:
      'Add the bot to the chat, write something there, and open api.telegram.org/bot<token>/getUpdates: it stands behind "chat".',
    example: "-1001234567890",
    isSecret: false,
    isOptional: true,
  },
  {
    name: "TELEGRAM_LINK_ORIGIN",
    purpose: "Where Quarterdeck is opened, for links below messages; without it they carry none.",
    example: "https://deck.example.com",
    isSecret: false,
    isOptional: true,
  },
  {
    name: "TELEGRAM_API_ROOT",
    purpose: `A Bot API server of your own, instead of ${USUAL_ROOT}.`,
    example: USUAL_ROOT,
    isSecret: false,
    isOptional: true,
  },
] as const;

export const telegramFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about:
    "Sends summaries and alerts to a Telegram chat, and asks you there to approve, when you are away from the desk.",
  limits: "Telegram takes about one message a second to one chat, and 20 a minute to one group.",
  capabilities,
  variables,
  create(environment, house) {
    const needed = readNeeded(environment, variables);
    if (needed === null) return null;
    const token = needed.TELEGRAM_BOT_TOKEN;
    if (!/^\d{3,20}:[\w-]{20,100}$/.test(token)) {
      throw refuseFields([
        { path: "TELEGRAM_BOT_TOKEN", message: "copy the whole token that @BotFather gave, digits and colon included" },
      ]);
    }
    const isLinked = readVariable(environment, "TELEGRAM_LINK_ORIGIN") !== undefined;
    return createTelegramConnector({
      token,
      chatId: readVariable(environment, "TELEGRAM_CHAT_ID") ?? null,
      apiRoot: readAddress(environment, "TELEGRAM_API_ROOT", USUAL_ROOT),
      linkOrigin: isLinked ? readAddress(environment, "TELEGRAM_LINK_ORIGIN", "https://deck.example.com") : null,
      house,
    });
  },
};

function refuseWithoutChat(): Refusal {
  return {
    outcome: "refused",
    reason: "The Telegram connection has no default chat.",
    fix: "Set TELEGRAM_CHAT_ID under Connections, or name a chat as the recipient.",
  };
}
