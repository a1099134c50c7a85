import { scanActions } from '../syntax/template.ts';
import type { Span } from '../text/text.ts';

/**
 * Numbers the branches of a templated text. Two offsets have the same number if they are in the same branch of the same `if`, `range`,
 * `with`, …: the template then prints both or neither.
 */
export class Branches {
  readonly #marks: { readonly at: number; readonly branch: number }[] = [];
  readonly #branches: Branch[] = [{ parent: 0 }];

  constructor(text: string) {
    const stack = [{ branch: 0, chooses: false }];
    for (const { kind, word, start, end } of scanActions(text)) {
      const top = stack.at(-1) as { branch: number; chooses: boolean };
      if (kind === 'open') stack.push({ branch: 0, chooses: word === 'if' || word === 'with' });
      else if (kind === 'end' && stack.length > 1) stack.pop();
      else if (kind !== 'else' || stack.length === 1) continue;
      const now = stack.at(-1) as { branch: number; chooses: boolean };
      if (kind !== 'end') {
        const parent = kind === 'open' ? top.branch : (this.#branches[top.branch]?.parent ?? 0);
        now.branch = this.#branches.push({ parent, ...(now.chooses ? { condition: { start, end } } : {}) }) - 1;
      }
      this.#marks.push({ at: end, branch: now.branch });
    }
  }

  /** The number of the branch at an offset of the text; 0 outside of all branches. */
  branchOf(offset: number): number {
    let branch = 0;
    for (const mark of this.#marks) {
      if (mark.at > offset) break;
      branch = mark.branch;
    }
    return branch;
  }

  /**
   * The condition under which the template prints what stands at an offset, but not what stands at `around`: the nearest `if`, `with` or
   * `else`, with its offsets in the text. `undefined` if there is none.
   */
  conditionOf(offset: number, around: number): Span | undefined {
    const shared = this.#enclosing(around);
    const own = this.#enclosing(offset).filter((branch) => !shared.includes(branch));
    return own.flatMap((branch) => this.#branches[branch]?.condition ?? [])[0];
  }

  /** The branches around an offset, the nearest first. */
  #enclosing(offset: number): number[] {
    const found: number[] = [];
    for (let branch = this.branchOf(offset); branch > 0; branch = this.#branches[branch]?.parent ?? 0) found.push(branch);
    return found;
  }
}

interface Branch {
  /** The number of the branch around it. */
  readonly parent: number;
  /** The action that chooses it. */
  readonly condition?: Span;
}
