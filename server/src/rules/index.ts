import { CLUSTER } from './cluster/index.ts';
import { FILTERS } from './filters/index.ts';
import { HOST } from './host/index.ts';
import { IDENTITY } from './identity/index.ts';
import { MANIFEST } from './manifest/index.ts';
import { NAMESPACES } from './namespaces/index.ts';
import { NETWORK } from './network/index.ts';
import { inOrder } from './order.ts';
import { PRIVILEGE } from './privilege/index.ts';
import { RESOURCES } from './resources/index.ts';
import type { Rule } from './rule.ts';
import { RUNTIME } from './runtime/index.ts';
import { SECRETS } from './secrets/index.ts';
import { STORAGE } from './storage/index.ts';
import { USER } from './user/index.ts';

/** The families of rules, by the names of their folders. Their order, and that in each, is the order of {@link RULES} where no rule asks for another. */
export const FAMILIES: Readonly<Record<string, readonly Rule[]>> = {
  manifest: MANIFEST,
  privilege: PRIVILEGE,
  namespaces: NAMESPACES,
  user: USER,
  filters: FILTERS,
  host: HOST,
  storage: STORAGE,
  resources: RESOURCES,
  network: NETWORK,
  identity: IDENTITY,
  secrets: SECRETS,
  runtime: RUNTIME,
  cluster: CLUSTER,
};

/** Every rule, in the order in which their fixes are applied to one container, and their findings listed at one place. */
export const RULES: readonly Rule[] = inOrder(Object.values(FAMILIES).flat());
