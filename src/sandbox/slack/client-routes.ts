import express, { type Response, type Router } from 'express';
import type {
  ActionRequest,
  ClientMessage,
  ClientState,
  ClientView,
  CloseRequest,
  CommandRequest,
  Json,
  MessageRequest,
  OptionsRequest,
  SubmitRequest,
} from './client-api.ts';
import type { Context } from './context.ts';
import { act, runCommand, sayMessage, suggest } from './interactions.ts';
import { closeModal, openHome, submit } from './submissions.ts';
import type { Message, SlackPerson, View } from './types.ts';

/** The endpoints of client-api.ts, to be mounted at the root of a server. */
export function clientRoutes(context: Context): Router {
  const router = express.Router();
  const json = express.json({ limit: '5mb' });
  router.get('/client/state', (request, response) => {
    const person = context.workspace.person(String(request.query.user));
    if (person) response.json(clientState(context, person));
    else response.status(404).json({ ok: false, error: 'user_not_found' });
  });
  router.get('/client/events', (_request, response) => streamChanges(context, response));
  router.get('/client/file/:id', (request, response) => {
    const file = context.workspace.files.get(request.params.id);
    if (!file?.completed) return void response.status(404).end();
    response.attachment(file.name).send(Buffer.from(file.content ?? '', 'base64'));
  });

  const post = <T>(path: string, work: (body: T) => unknown) =>
    router.post(`/client/${path}`, json, async (request, response) => {
      response.json(await work(request.body as T));
    });
  post<CommandRequest>('command', (body) => runCommand(context, body));
  post<MessageRequest>('message', (body) => sayMessage(context, body));
  post<ActionRequest & { stale?: boolean }>('action', (body) => act(context, body));
  post<OptionsRequest>('options', (body) => suggest(context, body));
  post<SubmitRequest>('submit', (body) => submit(context, body));
  post<CloseRequest>('close', (body) => closeModal(context, body));
  post<{ user: string }>('home', (body) => openHome(context, body.user));
  return router;
}

function streamChanges(context: Context, response: Response) {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
  });
  const send = (revision: number) => response.write(`event: changed\ndata: ${JSON.stringify({ revision })}\n\n`);
  send(context.workspace.revision());
  response.on('close', context.workspace.onChange(send));
}

function clientState(context: Context, me: SlackPerson): ClientState {
  const { workspace, app } = context;
  const conversations = workspace.channels.values().filter((channel) => workspace.isMember(channel, me.id));
  const seen = (message: Message) => !message.onlyFor || message.onlyFor === me.id;
  const home = workspace.home(me.id);
  return {
    revision: workspace.revision(),
    me: clientPerson(me),
    people: workspace.people.map(clientPerson),
    conversations: conversations.map(({ id, kind, name, isPrivate }) => ({ id, kind, name, isPrivate })),
    messages: Object.fromEntries(
      conversations.map(({ id }) => [
        id,
        workspace
          .messages(id)
          .filter(seen)
          .map((message) => clientMessage(context, message)),
      ]),
    ),
    modals: workspace.modals(me.id).map(clientView),
    home: home ? clientView(home) : null,
    commands: app.commands,
  };
}

function clientPerson({ id, name, realName, role }: SlackPerson) {
  return { id, name, realName, role };
}

function clientMessage({ workspace }: Context, message: Message): ClientMessage {
  const app = message.user === workspace.bot.userId;
  return {
    ts: message.ts,
    author: app ? workspace.bot.name : (workspace.person(message.user)?.realName ?? message.user),
    app,
    text: message.text,
    blocks: message.blocks,
    threadTs: message.threadTs,
    edited: message.editedTs !== undefined,
    ephemeral: message.onlyFor !== undefined,
    files: message.files.flatMap((id) => {
      const file = workspace.files.get(id);
      return file ? [{ id, name: file.title || file.name, size: file.size }] : [];
    }),
  };
}

function clientView(view: View): ClientView {
  return {
    id: view.id,
    type: view.type,
    title: plain(view.title) ?? '',
    submit: plain(view.submit),
    close: plain(view.close) ?? 'Cancel',
    blocks: view.blocks,
    state: view.state,
    hash: view.hash,
  };
}

function plain(text: Json | undefined): string | undefined {
  return typeof text?.text === 'string' ? text.text : undefined;
}
