import * as vscode from 'vscode';

/** VS Code starts it with the first YAML file, as it starts this extension. */
const RED_HAT = 'redhat.vscode-yaml';

/** Whether another extension reports what is wrong with the text of YAML files: Red Hat's, unless its validation is off. */
export function isSyntaxElsewhere(): boolean {
  return vscode.extensions.getExtension(RED_HAT) !== undefined && vscode.workspace.getConfiguration('yaml').get('validate') !== false;
}

/** Calls `told` whenever the answer of {@link isSyntaxElsewhere} changes: an extension comes or goes, or its validation is turned on or off. */
export function watchSyntaxElsewhere(told: (isElsewhere: boolean) => void): vscode.Disposable {
  let before = isSyntaxElsewhere();
  const look = () => {
    const now = isSyntaxElsewhere();
    if (now !== before) told(now);
    before = now;
  };
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(look),
    vscode.workspace.onDidChangeConfiguration((event) => (event.affectsConfiguration('yaml.validate') ? look() : undefined)),
  );
}
