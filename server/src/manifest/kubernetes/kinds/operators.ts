import { type KindEntry, type PodPlace, templates } from './place.ts';

/** A pod template of Strimzi: `pod` has the fields of the pod, and beside it each container has a map. */
function strimzi(path: string, part?: string): PodPlace {
  return { at: path, is: 'template', fields: 'pod', containers: ['*Container', 'container'], ...(part === undefined ? {} : { part }) };
}

/** The pod of a component of the Percona operators. */
function percona(path: string, part?: string): PodPlace {
  return {
    at: path,
    is: 'template',
    securityContext: 'podSecurityContext',
    containers: [{ at: '.', securityContext: 'containerSecurityContext' }, 'sidecars.*'],
    ...(part === undefined ? {} : { part }),
  };
}

const CNPG = ['postgresql.cnpg.io'];
const ELASTIC = ['*.k8s.elastic.co'];

/** Kinds whose operator makes the pods and adds these fields to its own. Source: the API types of each operator. */
export const OPERATORS: readonly KindEntry[] = [
  { groups: ['monitoring.coreos.com'], kinds: ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'], pods: templates('spec') },
  { groups: ['operator.victoriametrics.com'], kinds: ['VMAgent', 'VMAlert', 'VMSingle', 'VMAlertmanager', 'VMAuth'], pods: templates('spec') },
  {
    groups: ['operator.victoriametrics.com'],
    kinds: ['VMCluster'],
    pods: ['vmselect', 'vmstorage', 'vminsert'].map((part) => ({ at: `spec.${part}`, is: 'template', part })),
  },
  {
    groups: ['kafka.strimzi.io'],
    kinds: ['Kafka'],
    pods: ['kafka', 'zookeeper', 'entityOperator', 'cruiseControl', 'kafkaExporter'].map((part) => strimzi(`spec.${part}.template`, part)),
  },
  { groups: ['kafka.strimzi.io'], kinds: ['KafkaNodePool', 'KafkaBridge'], pods: [strimzi('spec.template')] },
  {
    groups: ['kafka.strimzi.io'],
    kinds: ['KafkaConnect', 'KafkaMirrorMaker2'],
    pods: [strimzi('spec.template'), { at: 'spec.template.buildPod', is: 'template', containers: [], part: 'build' }],
  },
  // the operator hardens its pods by default
  { groups: CNPG, kinds: ['Cluster'], pods: [{ at: 'spec', is: 'template', securityContext: 'podSecurityContext', containers: ['.'] }] },
  { groups: CNPG, kinds: ['Pooler'], pods: templates('spec.template.spec') },
  {
    groups: ['cert-manager.io'],
    kinds: ['Issuer', 'ClusterIssuer'],
    pods: ['ingress', 'gatewayHTTPRoute'].map((solver) => ({ at: `spec.acme.solvers.*.http01.${solver}.podTemplate.spec`, is: 'template', part: 'solver' })),
  },
  { groups: ELASTIC, kinds: ['Elasticsearch'], pods: templates('spec.nodeSets.*.podTemplate.spec') },
  {
    groups: ELASTIC,
    kinds: ['Kibana', 'ApmServer', 'Logstash', 'EnterpriseSearch', 'ElasticMapsServer', 'PackageRegistry'],
    pods: templates('spec.podTemplate.spec'),
  },
  {
    groups: ELASTIC,
    kinds: ['Beat', 'Agent'],
    pods: templates('spec.daemonSet.podTemplate.spec', 'spec.deployment.podTemplate.spec', 'spec.statefulSet.podTemplate.spec'),
  },
  { groups: ['rabbitmq.com'], kinds: ['RabbitmqCluster'], pods: templates('spec.override.statefulSet.spec.template.spec') },
  {
    groups: ['minio.min.io'],
    kinds: ['Tenant'],
    pods: [
      { at: 'spec', is: 'template', containers: ['initContainers.*', 'sideCars.containers.*'] },
      { at: 'spec.pools.*', is: 'template', containers: [{ at: '.', securityContext: 'containerSecurityContext' }] },
    ],
  },
  {
    groups: ['postgres-operator.crunchydata.com'],
    kinds: ['PostgresCluster'],
    pods: [
      { at: 'spec.instances.*', is: 'template' },
      { at: 'spec.proxy.pgBouncer', is: 'template', part: 'pgBouncer' },
    ],
  },
  {
    groups: ['*.percona.com'],
    kinds: ['PerconaXtraDBCluster'],
    pods: ['pxc', 'haproxy', 'proxysql', 'logcollector', 'pmm'].map((part) => percona(`spec.${part}`, part)),
  },
  {
    groups: ['*.percona.com'],
    kinds: ['PerconaServerMongoDB'],
    pods: [
      percona('spec.replsets.*'),
      percona('spec.replsets.*.arbiter', 'arbiter'),
      percona('spec.replsets.*.nonvoting', 'nonvoting'),
      percona('spec.sharding.configsvrReplSet', 'configsvr'),
      percona('spec.sharding.mongos', 'mongos'),
      percona('spec.pmm', 'pmm'),
    ],
  },
  {
    groups: ['*.percona.com'],
    kinds: ['PerconaPGCluster'],
    pods: [
      percona('spec.instances.*'),
      percona('spec.pgPrimary', 'pgPrimary'),
      percona('spec.proxy.pgBouncer', 'pgBouncer'),
      percona('spec.pgBouncer', 'pgBouncer'),
    ],
  },
  {
    groups: ['opentelemetry.io'],
    kinds: ['OpenTelemetryCollector'],
    pods: [{ at: 'spec', is: 'template', securityContext: 'podSecurityContext', containers: ['.', 'initContainers.*', 'additionalContainers.*'] }],
  },
  { groups: ['grafana.integreatly.org'], kinds: ['Grafana'], pods: templates('spec.deployment.spec.template.spec') },
  { groups: ['k8s.keycloak.org'], kinds: ['Keycloak'], pods: templates('spec.unsupported.podTemplate.spec') },
  {
    groups: ['gateway.envoyproxy.io'],
    kinds: ['EnvoyProxy'],
    pods: ['envoyDeployment', 'envoyDaemonSet'].flatMap((workload): PodPlace[] => [
      { at: `spec.provider.kubernetes.${workload}`, is: 'template', fields: 'pod', containers: ['container', 'initContainers.*'] },
      { at: `spec.provider.kubernetes.${workload}.patch.value.spec.template.spec`, is: 'template', part: 'patch' },
    ]),
  },
  {
    groups: ['vault.banzaicloud.com'],
    kinds: ['Vault'],
    pods: [
      { at: 'spec', is: 'template', fields: 'none', containers: ['vaultContainerSpec'] },
      { at: 'spec.vaultPodSpec', is: 'template' },
      { at: 'spec.vaultConfigurerPodSpec', is: 'template', part: 'configurer' },
    ],
  },
];
