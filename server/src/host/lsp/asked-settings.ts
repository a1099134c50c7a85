import { type Connection, DidChangeConfigurationNotification } from 'vscode-languageserver';
import type { Capabilities } from './capabilities.ts';

/** The section of the settings. */
const SECTION = 'bulkhead';

/**
 * Hears the settings of the client: those that it sends, and where it only says that they changed, or says nothing, those that it is asked for.
 * @param configure is given the settings
 */
export function hearSettings(connection: Connection, configure: (settings: unknown) => void) {
  let can: Pick<Capabilities, 'configuration' | 'configurationChanges'> = { configuration: false, configurationChanges: false };
  const ask = () => void connection.workspace.getConfiguration(SECTION).then(configure, () => undefined); // a client that promised and doesn't answer: the defaults stay
  connection.onDidChangeConfiguration(({ settings }) => {
    const own = (settings as { readonly bulkhead?: unknown } | null | undefined)?.[SECTION];
    if (own !== undefined && own !== null) configure(own);
    else if (can.configuration) ask();
  });
  return {
    /** Begins, when the client is ready: `given` are the settings that it has sent already. */
    begin(given: unknown, capabilities: Pick<Capabilities, 'configuration' | 'configurationChanges'>): void {
      can = capabilities;
      if (given !== undefined) return configure(given);
      if (can.configurationChanges) connection.client.register(DidChangeConfigurationNotification.type, { section: SECTION }).catch(() => undefined); // it then says so unasked, or not
      if (can.configuration) ask();
    },
  };
}
