import type { Rule } from '../rule.ts';
import { cloudIdentityBound } from './cloud-identity-bound.ts';
import { composeModelRunnerAccess } from './compose-model-runner-access.ts';
import { defaultServiceAccountUsed } from './default-service-account-used.ts';
import { projectedTokenScope } from './projected-token-scope.ts';
import { rbacRules } from './rbac.ts';
import { rbacClusterAdminBinding } from './rbac-cluster-admin-binding.ts';
import { rbacClusterScope } from './rbac-cluster-scope.ts';
import { rbacUnauthenticatedBinding } from './rbac-unauthenticated-binding.ts';
import { rbacWildcard } from './rbac-wildcard.ts';
import { serviceAccountShared } from './service-account-shared.ts';
import { serviceAccountTokenAutomounted } from './service-account-token-automounted.ts';
import { serviceAccountTokenLegacySecret } from './service-account-token-legacy-secret.ts';
import { tokenRbacBlastRadius } from './token-rbac-blast-radius.ts';

export const IDENTITY: readonly Rule[] = [
  serviceAccountTokenAutomounted,
  tokenRbacBlastRadius,
  projectedTokenScope,
  composeModelRunnerAccess,
  ...rbacRules,
  rbacWildcard,
  rbacClusterAdminBinding,
  rbacUnauthenticatedBinding,
  rbacClusterScope,
  defaultServiceAccountUsed,
  serviceAccountShared,
  serviceAccountTokenLegacySecret,
  cloudIdentityBound,
];
