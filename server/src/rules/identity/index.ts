import type { Rule } from '../rule.ts';
import { cloudIdentityBound } from './cloud-identity-bound.ts';
import { composeModelRunnerAccess } from './compose-model-runner-access.ts';
import { defaultServiceAccountUsed } from './default-service-account-used.ts';
import { projectedTokenScope } from './projected-token-scope.ts';
import { rbacRules } from './rbac.ts';
import { rbacBindingRules } from './rbac-bindings.ts';
import { rbacWildcard } from './rbac-wildcard.ts';
import { serviceAccountTokenAutomounted } from './service-account-token-automounted.ts';
import { serviceAccountTokenLegacySecret } from './service-account-token-legacy-secret.ts';

export const IDENTITY: readonly Rule[] = [
  serviceAccountTokenAutomounted,
  projectedTokenScope,
  composeModelRunnerAccess,
  ...rbacRules,
  rbacWildcard,
  ...rbacBindingRules,
  defaultServiceAccountUsed,
  serviceAccountTokenLegacySecret,
  cloudIdentityBound,
];
