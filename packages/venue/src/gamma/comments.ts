import type { VenueContext } from "../context.ts";
import { profile } from "../data/wire-common.ts";
import type { Durable, RecordChange } from "../persistence/durable.ts";
import { isoTime } from "../wire/time.ts";

/** A comment as Gamma and the live-data socket send it. */
export type WireComment = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly parentEntityType: string;
  readonly parentEntityID: number;
  readonly parentCommentID: string | null;
  readonly userAddress: string;
};

/** What a new comment says. */
export type NewComment = {
  readonly body: string;
  /** The author's wallet. */
  readonly author: string;
  readonly entityType: "Event" | "Series";
  readonly entityId: number;
  readonly replyTo?: string;
};

/** What happened to comments, for the live-data socket. */
export type CommentEvent = {
  readonly type: "comment_created" | "comment_removed" | "reaction_created" | "reaction_removed";
  readonly payload: Readonly<Record<string, unknown>>;
  readonly entityType: string;
  readonly entityId: number;
};

/** The venue's comments. */
export type Comments = Durable & {
  readonly add: (comment: NewComment) => WireComment;
  readonly remove: (id: string) => boolean;
  readonly react: (id: string, author: string) => boolean;
  /** Newest first. */
  readonly list: () => readonly WireComment[];
  readonly onEvent: (listener: (event: CommentEvent) => void) => void;
};

type Change = { readonly put: WireComment } | { readonly remove: string };

const KEEP = 10_000;

/** A bounded store of comments; `now` is Unix milliseconds. */
export function createComments(now: () => number, record: RecordChange): Comments {
  const comments = new Map<string, WireComment>();
  const listeners: ((event: CommentEvent) => void)[] = [];
  let counter = 0;
  let reactions = 0;

  const tell = (type: CommentEvent["type"], about: WireComment, payload: CommentEvent["payload"]): void => {
    for (const listener of listeners) {
      listener({ type, payload, entityType: about.parentEntityType, entityId: about.parentEntityID });
    }
  };

  const apply = (one: Change): void => {
    if ("remove" in one) {
      comments.delete(one.remove);
      return;
    }
    comments.set(one.put.id, one.put);
    counter = Math.max(counter, Number.parseInt(one.put.id, 10));
    if (comments.size > KEEP) comments.delete(comments.keys().next().value as string);
  };
  const change = (one: Change): void => {
    record(one);
    apply(one);
  };

  return {
    name: "comments",
    save: () => [...comments.values()],
    load: (saved) => {
      for (const put of saved as readonly WireComment[]) apply({ put });
    },
    apply: (one) => apply(one as Change),
    add: ({ body, author, entityType, entityId, replyTo }) => {
      const at = isoTime(now());
      const comment: WireComment = {
        id: String(++counter),
        body,
        parentEntityType: entityType,
        parentEntityID: entityId,
        parentCommentID: replyTo ?? null,
        userAddress: author,
        replyAddress: replyTo === undefined ? null : (comments.get(replyTo)?.userAddress ?? null),
        createdAt: at,
        updatedAt: at,
        profile: {
          ...profile(author),
          displayUsernamePublic: true,
          proxyWallet: author,
          baseAddress: author,
          profileImage: "",
        },
        reactions: [],
        reportCount: 0,
        reactionCount: 0,
      };
      change({ put: comment });
      tell("comment_created", comment, createdPayload(comment));
      return comment;
    },
    remove: (id) => {
      const comment = comments.get(id);
      if (comment === undefined) return false;
      change({ remove: id });
      tell("comment_removed", comment, comment);
      return true;
    },
    react: (id, author) => {
      const comment = comments.get(id);
      if (comment === undefined) return false;
      const reaction = {
        id: String(++reactions),
        commentID: Number.parseInt(id, 10),
        reactionType: "HEART",
        icon: "",
        userAddress: author,
        createdAt: isoTime(now()),
      };
      const all = [...((comment.reactions as unknown[]) ?? []), reaction];
      change({ put: { ...comment, reactions: all, reactionCount: all.length } });
      tell("reaction_created", comment, reaction);
      return true;
    },
    list: () => [...comments.values()].reverse(),
    onEvent: (listener) => {
      listeners.push(listener);
    },
  };
}

/** A new comment as the live-data socket tells it: what it does not have is left out, as in captures of 2026-05. */
function createdPayload({ updatedAt: _, reactions: __, ...comment }: WireComment): CommentEvent["payload"] {
  const { profileImage: ___, ...author } = comment.profile as Record<string, unknown>;
  const known = Object.entries({ ...comment, profile: author }).filter(([, value]) => value !== null);
  return Object.fromEntries(known);
}

/** How many comments an event has. */
export function commentCount(context: VenueContext, eventNumber: number): number {
  return context.comments
    .list()
    .filter((one) => one.parentEntityType === "Event" && one.parentEntityID === eventNumber).length;
}
