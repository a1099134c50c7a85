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

/** Files that belong together, at one time. What none of them shows is unknown, never absent. */
export class Workspace implements Asked {
  readonly facts: Facts;
  readonly #answers = new Map<string, unknown>();
  readonly #derived = new Map<(facts: Facts) => unknown, unknown>();

  constructor(facts: Facts) {
    this.facts = facts;
  }

  /** An answer, which is worked out once. */
  ask<A extends readonly string[], R>(question: Question<A, R>, ...args: A): R {
    const key = keyOf(question, args);
    if (!this.#answers.has(key)) this.#answers.set(key, question.answer(this, ...args));
    return this.#answers.get(key) as R;
  }

  /** What is made of all facts, once: an index, for the answers of questions. */
  derived<T>(make: (facts: Facts) => T): T {
    if (!this.#derived.has(make)) this.#derived.set(make, make(this.facts));
    return this.#derived.get(make) as T;
  }
}

/** A workspace without files. */
export const NO_WORKSPACE = new Workspace(NOTHING);
