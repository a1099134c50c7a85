import { scanActions } from '../syntax/template.ts';

/** Numbers the parts of a templated text: two offsets have the same number exactly if no `if`, `else`, `range`, `with`, … or `end` stands between them. */
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

  branchOf(offset: number): number {
    let branch = 0;
    for (const mark of this.#marks) {
      if (mark.at > offset) break;
      branch = mark.branch;
    }
    return branch;
  }
}
