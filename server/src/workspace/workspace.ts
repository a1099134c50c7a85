import { type Facts, NOTHING } from './facts.ts';

/**
 * Something that rules ask of a workspace. Questions are narrow, and their answers are plain data that compares by value, without offsets: a
 * document is judged again only if an answer that its rules got has changed.
 */
export interface Question<A extends readonly string[], R> {
  /** Tells it from all others. */
  readonly name: string;
  readonly answer: (workspace: Workspace, ...args: A) => R;
}

/** Names a question. */
export function question<A extends readonly string[], R>(name: string, answer: (workspace: Workspace, ...args: A) => R): Question<A, R> {
  return { name, answer };
}

/** Whom a rule asks: the workspace, or what notes the answers. */
export interface Asked {
  ask<A extends readonly string[], R>(question: Question<A, R>, ...args: A): R;
}

/** The key of one question with its arguments. */
export function keyOf<A extends readonly string[]>({ name }: Question<A, unknown>, args: A): string {
  return JSON.stringify([name, ...args]);
}

/** A workspace, and the facts in which another one differs from it. */
export interface Like {
  readonly workspace: Workspace;
  readonly changed: ReadonlySet<keyof Facts>;
}

/** Files that belong together, at one time. What none of them shows is unknown, never absent. */
export class Workspace implements Asked {
  readonly #make: () => Facts;
  #facts: Facts | undefined;
  readonly #answers = new Map<string, unknown>();
  readonly #derived = new Map<unknown, unknown>();
  readonly #like: Like | undefined;

  /**
   * @param facts a function where nobody may ever ask
   * @param like one that differs from it in some facts only
   */
  constructor(facts: Facts | (() => Facts), like?: Like) {
    this.#like = like;
    this.#make = typeof facts === 'function' ? facts : () => facts;
  }

  /** What all of them say. */
  get facts(): Facts {
    this.#facts ??= this.#make();
    return this.#facts;
  }

  /** An answer, which is worked out once. */
  ask<A extends readonly string[], R>(question: Question<A, R>, ...args: A): R {
    const key = keyOf(question, args);
    if (!this.#answers.has(key)) this.#answers.set(key, question.answer(this, ...args));
    return this.#answers.get(key) as R;
  }

  /**
   * What is made of some facts, once: an index, for the answers of questions.
   * @param of the facts that it is made of
   */
  derived<K extends keyof Facts, T>(of: readonly K[], make: (facts: Pick<Facts, K>) => T): T {
    if (!this.#derived.has(make)) {
      const like = this.#like;
      const isSame = like && !of.some((name) => like.changed.has(name));
      this.#derived.set(make, isSame ? like.workspace.derived(of, make) : make(this.facts));
    }
    return this.#derived.get(make) as T;
  }
}

/** A workspace without files. */
export const NO_WORKSPACE = new Workspace(NOTHING);
