/** A workspace with a Telegram of its own, for tests: a linked member, and what happens in the chat run by the test itself. */
import { telegramFactory } from "#connectors/telegram/connector.ts";
import type { Log } from "#lib/kernel/kernel.ts";
import { type ShownMessage, startTelegram, type TelegramServer, type Update } from "#testing/telegram-server.ts";
import { answer } from "../chat/answer.ts";
import { ask, planAsks } from "../chat/ask.ts";
import { hear, noteHeard } from "../chat/hear.ts";
import type { Caller } from "../define.ts";
import { createExecutor } from "../execute.ts";
import { createWebhookHandler } from "../surfaces/webhook-handler.ts";
import { createReceiver } from "../webhooks/receive.ts";
import { type OperationsRig, openOperationsRig } from "./operations-rig.ts";

export type ChatRig = OperationsRig & {
  telegram: TelegramServer;
  source: { id: string; path: string; secret: string; is_registered: boolean };
  /** A member whose chat is linked, and who they are there. */
  member: Caller;
  ada: { id: number; username: string };
  /** What Telegram sends to the webhook, with the token it was given. */
  deliverUpdate(update: Update, token?: string): Promise<{ status: number; body: unknown }>;
  /** Runs what the executor would run for the chat's events that wait. */
  runChat(): Promise<void>;
  /** Delivers an update and runs what it leads to. */
  act(update: Update): Promise<void>;
  link(caller: Caller, person: { id: number }): Promise<{ id: string; code: string; chat_url: string }>;
  /** Has an agent propose an e-mail and the chat ask about it. Throws when nobody was asked. */
  propose(to?: string): Promise<{ id: string; message: ShownMessage }>;
};

export async function openChatRig(options: { log?: Log } = {}): Promise<ChatRig> {
  const telegram = await startTelegram();
  const rig = await openOperationsRig({ ...options, factories: [telegramFactory] });
  const handle = createWebhookHandler({ receiver: createReceiver(rig.kernel), log: rig.kernel.log });
  const ports = { kernel: rig.kernel, executor: createExecutor(rig.kernel) };
  await rig.call("connector.connect", {
    name: "telegram",
    values: {
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.origin,
      TELEGRAM_LINK_ORIGIN: "https://deck.example.com",
    },
  });
  const source = await rig.call("webhook.create", {
    name: "Telegram",
    kind: "telegram",
    public_url: "https://deck.example.com",
  });

  const chat: Omit<ChatRig, keyof OperationsRig | "member"> = {
    telegram,
    source,
    ada: { id: 4_711, username: "ada" },
    async deliverUpdate(update, token = source.secret) {
      const response = await handle(
        new Request(`https://deck.example.com${source.path}`, {
          method: "POST",
          body: JSON.stringify(update),
          headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": token },
        }),
      );
      await rig.kernel.settle();
      return { status: response.status, body: await response.json() };
    },
    async runChat() {
      await rig.kernel.settle();
      for (const { name, data } of rig.events.splice(0)) {
        const { workspaceId, eventId, approvalIds } = data as Record<string, string> & { approvalIds: string[] };
        if (workspaceId === undefined) continue;
        if (name === "approval/requested") {
          const { asks } = await planAsks(rig.kernel, workspaceId, approvalIds);
          for (const one of asks) await ask(rig.kernel, workspaceId, one);
        }
        if (name === "chat/update-received" && eventId !== undefined) {
          const reply = await hear(ports, workspaceId, eventId);
          await noteHeard(rig.kernel, workspaceId, eventId, reply.note);
          await answer(rig.kernel, workspaceId, reply);
        }
      }
    },
    async act(update) {
      const { status } = await chat.deliverUpdate(update);
      if (status !== 200) throw new Error(`the webhook answered ${status}`);
      await chat.runChat();
    },
    async link(caller, person) {
      const made = await rig.call("chat.link", {}, caller);
      await chat.act(telegram.say(person, `/start ${made.code}`));
      return made;
    },
    async propose(to = "reader@example.com") {
      const before = telegram.messages.length;
      const taskId = await rig.dispatch({ task: "echoer.write", params: { to: [to] } });
      await rig.run(taskId);
      const { approvals } = await rig.call("task.get", { id: taskId });
      await chat.runChat();
      const message = telegram.messages[before];
      if (message === undefined) throw new Error("nobody was asked");
      return { id: approvals[0].id, message };
    },
  };
  const member = await rig.addPerson("member");
  await chat.link(member, chat.ada);
  return {
    ...rig,
    ...chat,
    member,
    async close() {
      await rig.close();
      await telegram.close();
    },
  };
}
