import { DiagnosticSeverity } from 'vscode-languageserver-types';
import type { WrongConfig } from '../../config/configurations.ts';
import { visible } from '../harmless.ts';
import type { Told } from './diagnostics.ts';

/** What is wrong in a configuration file. While somebody writes there, it waits. */
export function configDiagnostics(wrong: readonly WrongConfig[]): Told[] {
  return wrong.map(({ message, range, mild }) => ({
    diagnostic: {
      range,
      severity: mild ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
      source: 'bulkhead',
      code: 'configuration',
      message: visible(message),
    },
    waits: true,
    about: 'configuration',
  }));
}
