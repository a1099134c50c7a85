import { type ConnectionOptions, type InitializeParams, Message } from 'vscode-languageserver';

/**
 * Options of a connection that accept an `initialize` without capabilities. The library of the protocol reads them before our handler, and
 * throws if there are none. Such a client counts as one that can do nothing.
 */
export const LENIENT: ConnectionOptions = {
  messageStrategy: {
    handleMessage: (message, next) => {
      if (!Message.isRequest(message) || message.method !== 'initialize') return next(message);
      const params = message.params as Partial<InitializeParams> | null | undefined;
      return next(Object.assign(message, { params: { ...params, capabilities: params?.capabilities ?? {} } }));
    },
  },
};
