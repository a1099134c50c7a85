import { type ConnectionOptions, type InitializeParams, Message } from 'vscode-languageserver';

/**
 * Options of a connection that starts with every client. The protocol's library reads `capabilities` of `initialize` before any handler of
 * ours, and fails if there are none: a client that says nothing of itself can do nothing.
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
