/** A Telegram for tests: the Bot API on its real paths, chats that show messages with buttons, and updates sent to the webhook it was told. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { z } from "zod";

export type ShownButton = { text: string; callback_data?: string; url?: string };
export type ShownMessage = { message_id: number; chat: string; text: string; buttons: ShownButton[]; edits: number };
export type Update = Record<string, unknown> & { update_id: number };

const Keyboard = z.object({
  inline_keyboard: z.array(
    z.array(
      z
        .strictObject({ text: z.string().min(1), callback_data: z.string().min(1).optional(), url: z.url().optional() })
        .refine(({ callback_data }) => Buffer.byteLength(callback_data ?? "") <= 64, "BUTTON_DATA_INVALID"),
    ),
  ),
});
const Text = z.string().min(1).max(4_096, "message is too long");
const Shown = z.strictObject({
  chat_id: z.string(),
  text: Text,
  link_preview_options: z.object({ is_disabled: z.literal(true) }),
  reply_markup: Keyboard.optional(),
});
const Edited = Shown.extend({ message_id: z.number().int() });
const Pressed = z.strictObject({ callback_query_id: z.string(), text: z.string().max(200).optional() });
const Webhook = z.strictObject({
  url: z.url(),
  secret_token: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/),
  allowed_updates: z.array(z.string()),
});

export type TelegramServer = {
  origin: string;
  token: string;
  messages: ShownMessage[];
  /** What presses were answered with. */
  notes: string[];
  webhook: z.infer<typeof Webhook> | null;
  /** Answers the next call with a failure of the Bot API. */
  failNext(status: number, description: string, retryAfter?: number): void;
  /** The update of a person who writes to the bot. */
  say(person: { id: number; username?: string }, words: string, chat?: { id: number; type: string }): Update;
  /** The update of a person who presses a button of a message. */
  press(person: { id: number }, message: ShownMessage, label: string, chatType?: string): Update;
  close(): Promise<void>;
};

/** Starts it on a free port of the loopback. */
export async function startTelegram(
  token = "987654321:AAtest-token-of-a-bot-for-tests-000000",
): Promise<TelegramServer> {
  const messages: ShownMessage[] = [];
  const notes: string[] = [];
  let webhook: z.infer<typeof Webhook> | null = null;
  let failure: { status: number; description: string; retryAfter?: number } | null = null;
  let updates = 0;

  const methods: Record<string, (body: unknown) => unknown> = {
    getMe: () => ({ id: 987654321, is_bot: true, first_name: "Deck", username: "deck_test_bot" }),
    getChat(body) {
      const { chat_id } = z.object({ chat_id: z.string() }).parse(body);
      return { id: Number(chat_id), type: "supergroup", title: "Desk" };
    },
    sendMessage(body) {
      const { chat_id, text: words, reply_markup } = Shown.parse(body);
      const message = {
        message_id: messages.length + 1,
        chat: chat_id,
        text: words,
        buttons: reply_markup?.inline_keyboard.flat() ?? [],
        edits: 0,
      };
      messages.push(message);
      return {
        message_id: message.message_id,
        date: 1_795_000_000,
        chat: { id: Number(chat_id), type: "private" },
        text: words,
      };
    },
    editMessageText(body) {
      const { chat_id, message_id, text: words, reply_markup } = Edited.parse(body);
      const message = messages.find(one => one.chat === chat_id && one.message_id === message_id);
      if (message === undefined) throw new Error("message to edit not found");
      if (message.text === words && message.buttons.length === 0) throw new Error("message is not modified");
      Object.assign(message, {
        text: words,
        buttons: reply_markup?.inline_keyboard.flat() ?? [],
        edits: message.edits + 1,
      });
      return { message_id, date: 1_795_000_000, chat: { id: Number(chat_id), type: "private" }, text: words };
    },
    answerCallbackQuery(body) {
      notes.push(Pressed.parse(body).text ?? "");
      return true;
    },
    setWebhook(body) {
      webhook = Webhook.parse(body);
      return true;
    },
  };

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    const body = await text(request);
    const [, path, name = ""] = (request.url ?? "").split("/");
    const method = methods[name];
    if (path !== `bot${token}`) return answer(401, { ok: false, error_code: 401, description: "Unauthorized" });
    if (method === undefined) return answer(404, { ok: false, error_code: 404, description: "Not Found" });
    if (failure !== null) {
      const { status, description, retryAfter } = failure;
      failure = null;
      const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } };
      return answer(status, { ok: false, error_code: status, description, ...parameters });
    }
    try {
      return answer(200, { ok: true, result: method(body === "" ? {} : JSON.parse(body)) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return answer(400, { ok: false, error_code: 400, description: `Bad Request: ${reason}` });
    }
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const describePerson = (person: { id: number; username?: string }) => ({
    is_bot: false,
    first_name: "Person",
    ...person,
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    token,
    messages,
    notes,
    get webhook() {
      return webhook;
    },
    failNext(status, description, retryAfter) {
      failure = { status, description, retryAfter };
    },
    say(person, words, chat = { id: person.id, type: "private" }) {
      updates += 1;
      const message = {
        message_id: 10_000 + updates,
        date: 1_795_000_000,
        chat,
        from: describePerson(person),
        text: words,
      };
      return { update_id: updates, message };
    },
    press(person, message, label, chatType = "private") {
      updates += 1;
      const button = message.buttons.find(one => one.text === label);
      if (button?.callback_data === undefined) throw new Error(`there is no button "${label}" to press`);
      const { message_id, chat, text: words } = message;
      const shown = { message_id, date: 1_795_000_000, chat: { id: Number(chat), type: chatType }, text: words };
      return {
        update_id: updates,
        callback_query: {
          id: `press-${updates}`,
          from: describePerson(person),
          message: shown,
          chat_instance: "1",
          data: button.callback_data,
        },
      };
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}
