/** Owns asking a member through a Telegram bot: messages with buttons, shown as plain text and without link previews. */
import type { InlineKeyboardButton, InlineKeyboardMarkup } from "grammy/types";
import type { ChatBot, ChatMessage } from "#lib/kernel/chat.ts";
import type { TelegramBot } from "./bot.ts";

/** Limits of the Bot API: a message's text in UTF-16 units, a button's data in bytes. */
const MAX_TEXT_LENGTH = 4_096;
const MAX_DATA_BYTES = 64;
/** What the chat reports of: everything else that happens there is none of our business. */
const heardUpdates = ["message", "callback_query"] as const;
const plain = { link_preview_options: { is_disabled: true } };

/** The chat of a bot. `linkOrigin` is where this product is opened, or null when that is not known. */
export function createTelegramChat(bot: TelegramBot, linkOrigin: string | null): ChatBot {
  return {
    maxTextLength: MAX_TEXT_LENGTH,
    maxDataBytes: MAX_DATA_BYTES,
    async send(message, options) {
      const { chatId, text } = message;
      const more = { ...plain, reply_markup: writeButtons(message) };
      const sent = await bot.call(api => api.sendMessage(chatId, text, more), options);
      return { messageId: String(sent.message_id) };
    },
    async edit(message, options) {
      const { chatId, messageId, text } = message;
      const more = { ...plain, reply_markup: writeButtons(message) };
      try {
        await bot.call(api => api.editMessageText(chatId, Number(messageId), text, more), options);
      } catch (error) {
        // Said by Telegram when the message shows exactly this already: then there is nothing left to do.
        if (!(error instanceof Error && error.message.includes("message is not modified"))) throw error;
      }
    },
    async answerPress({ pressId, text }, options) {
      await bot.call(api => api.answerCallbackQuery(pressId, { text: text.slice(0, 200) }), options);
    },
    async setWebhook({ url, secretToken }, options) {
      const more = { secret_token: secretToken, allowed_updates: [...heardUpdates] };
      await bot.call(api => api.setWebhook(url, more), options);
    },
    linkTo: path => (linkOrigin === null ? null : `${linkOrigin}${path}`),
    async readAddress(options) {
      const { username } = await bot.call(api => api.getMe(), options);
      return `https://t.me/${username}`;
    },
  };
}

function writeButtons({ buttons = [] }: ChatMessage): InlineKeyboardMarkup {
  const inline_keyboard = buttons.map(row =>
    row.map(
      (button): InlineKeyboardButton =>
        "url" in button ? { text: button.label, url: button.url } : { text: button.label, callback_data: button.data },
    ),
  );
  return { inline_keyboard };
}
