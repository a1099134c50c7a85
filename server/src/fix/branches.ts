import { scanActions } from '../syntax/template.ts';

/**
 * Numbers the branches of a templated text. Two offsets have the same number if they are in the same branch of the same `if`, `range`,
 * `with`, …: the template then prints both or neither.
 */
export class Branches {
  readonly #marks: { readonly at: number; readonly branch: number }[] = [];

  constructor(text: string) {
    let next = 1;
    const stack = [0];
    for (const action of scanActions(text)) {
      if (action.kind === 'open') stack.push(next++);
      else if (action.kind === 'else' && stack.length > 1) stack[stack.length - 1] = next++;
      else if (action.kind === 'end' && stack.length > 1) stack.pop();
      else continue;
      this.#marks.push({ at: action.end, branch: stack.at(-1) as number });
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
}
