// Who reaches whom: in the hover of a workload, as a page, and what an edit of a policy opens.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const workload = (name) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: example.org/main:1
          ports:
            - containerPort: 5432
`;
const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: guard
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: database
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: frontend
      ports:
        - port: 5432
`;

export const reach = {
  async 'who reaches a workload, by the policies of other files'(vscode) {
    const folder = path.join(vscode.folder, 'shop');
    mkdirSync(folder, { recursive: true });
    for (const name of ['database', 'frontend', 'worker']) writeFileSync(path.join(folder, `${name}.yaml`), workload(name));
    writeFileSync(path.join(folder, 'policy.yaml'), POLICY);
    await vscode.run('Refresh Explorer');
    await vscode.open('shop/database.yaml');
    await vscode.lenses.filter({ hasText: 'Harden…' }).waitFor();
    const text = await vscode.hoverOver('database', /Reached by/);
    assert.match(text, /Reached by frontend \(TCP 5432\)/);
    assert.match(text, /Reaches every pod and every address/);
  },

  async 'every pair, and why'(vscode) {
    await vscode.until(
      async (timeout) => (await vscode.tab('Who reaches database').isVisible()) || vscode.hover.getByText('Why').first().click({ timeout }),
      (timeout) => vscode.tab('Who reaches database').waitFor({ timeout }),
    );
    await vscode.page.frameLocator('iframe.webview').last().frameLocator('iframe').getByText('Who may connect, and why').waitFor();
  },

  async 'what an edit of a policy opens'(vscode) {
    await vscode.closeTab('Who reaches database');
    await vscode.open('shop/policy.yaml');
    await vscode.click('frontend');
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.press('Shift+Home');
    await vscode.page.keyboard.type('app: worker');
    await vscode.lenses.filter({ hasText: 'Opens TCP 5432 of database to worker · closes 1' }).waitFor();
  },

  async 'until it is saved'(vscode) {
    await vscode.page.keyboard.press('Control+s');
    await vscode.lenses.filter({ hasText: 'Opens TCP' }).waitFor({ state: 'detached' });
  },
};
