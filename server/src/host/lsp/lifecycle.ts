import { type Connection, type ConnectionOptions, ErrorCodes, type InitializeParams, Message, ResponseError } from 'vscode-languageserver';

/** The request that stands for one that must be refused; its parameters are the error. */
const REFUSED = 'bulkhead/refused';

/**
 * Options of a connection that keep the order of a session, which the library of the protocol does not: no request before `initialize`, a
 * second one, or after `shutdown`. They accept an `initialize` without capabilities, which the library reads before our handler, and throws
 * if there are none; such a client counts as one that can do nothing. Source: LSP 3.17, "Lifecycle Messages".
 */
export function connectionOptions(): ConnectionOptions {
  let state: 'new' | 'running' | 'shut down' = 'new';
  return {
    messageStrategy: {
      handleMessage: (message, next) => {
        if (Message.isNotification(message)) return state === 'running' || message.method === 'exit' ? next(message) : undefined;
        if (!Message.isRequest(message)) return next(message);
        const { method } = message;
        const refused = (code: number, why: string) => next(Object.assign(message, { method: REFUSED, params: { code, why } }));
        if (state === 'shut down') return refused(ErrorCodes.InvalidRequest, 'the server is shut down');
        if (state === 'new' && method !== 'initialize') return refused(ErrorCodes.ServerNotInitialized, 'the server is not initialized');
        if (state === 'running' && method === 'initialize') return refused(ErrorCodes.InvalidRequest, 'the server is initialized already');
        if (method === 'shutdown') state = 'shut down';
        if (method !== 'initialize') return next(message);
        state = 'running';
        const params = message.params as Partial<InitializeParams> | null | undefined;
        return next(Object.assign(message, { params: { ...params, capabilities: params?.capabilities ?? {} } }));
      },
    },
  };
}

/** An error with a code of the protocol. Each host makes its own: a connection knows the errors of its own copy of the library only. */
export function failed(code: number, why: string): Error {
  return new ResponseError(code, why);
}

/** Answers the requests that {@link connectionOptions} refuses. Each host calls it itself, for its own errors. */
export function answerRefused(connection: Connection): void {
  connection.onRequest(REFUSED, ({ code = ErrorCodes.InvalidRequest, why = 'refused' }: { readonly code?: number; readonly why?: string }) => {
    throw failed(code, why);
  });
}
