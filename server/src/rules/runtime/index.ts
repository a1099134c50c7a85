import type { Rule } from '../rule.ts';
import { agentSandboxUnsafe } from './agent-sandbox-unsafe.ts';
import { composeRemoteResource } from './compose-remote-resource.ts';
import { imageMutableReference } from './image-mutable-reference.ts';
import { runtimeClassConflict } from './runtime-class-conflict.ts';
import { runtimeClassMissing } from './runtime-class-missing.ts';
import { runtimeClassNotFound } from './runtime-class-not-found.ts';
import { runtimeClassNotSandboxed } from './runtime-class-not-sandboxed.ts';
import { runtimeClassScheduling } from './runtime-class-scheduling.ts';
import { sandboxAnnotationWeakening } from './sandbox-annotation-weakening.ts';
import { sandboxRuntimeIncompatible } from './sandbox-runtime-incompatible.ts';
import { windowsProcessIsolation } from './windows-process-isolation.ts';

export const RUNTIME: readonly Rule[] = [
  composeRemoteResource,
  runtimeClassMissing,
  agentSandboxUnsafe,
  sandboxAnnotationWeakening,
  windowsProcessIsolation,
  imageMutableReference,
  runtimeClassNotSandboxed,
  runtimeClassScheduling,
  sandboxRuntimeIncompatible,
  runtimeClassNotFound,
  runtimeClassConflict,
];
