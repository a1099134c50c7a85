/**
 * The places of a privileged container in each kind: written by hand from the API types of each project, not from the data of the server.
 * `written`: the pod runs as written, so that missing protections are reported too.
 */
export interface HidingPlace {
  readonly apiVersion: string;
  readonly kind: string;
  /** The path of the field `privileged`. Numbers are indexes of lists. */
  readonly at: string;
  readonly written: boolean;
}

const WRITTEN = `
v1 Pod spec.containers.0.securityContext.privileged
v1 Pod spec.initContainers.0.securityContext.privileged
v1 Pod spec.ephemeralContainers.0.securityContext.privileged
v1 PodTemplate template.spec.containers.0.securityContext.privileged
v1 ReplicationController spec.template.spec.containers.0.securityContext.privileged
apps/v1 Deployment spec.template.spec.containers.0.securityContext.privileged
apps/v1 Deployment spec.template.spec.initContainers.0.securityContext.privileged
apps/v1 ReplicaSet spec.template.spec.containers.0.securityContext.privileged
apps/v1 DaemonSet spec.template.spec.containers.0.securityContext.privileged
apps/v1 StatefulSet spec.template.spec.containers.0.securityContext.privileged
extensions/v1beta1 DaemonSet spec.template.spec.containers.0.securityContext.privileged
batch/v1 Job spec.template.spec.containers.0.securityContext.privileged
batch/v1 CronJob spec.jobTemplate.spec.template.spec.containers.0.securityContext.privileged
apps.openshift.io/v1 DeploymentConfig spec.template.spec.containers.0.securityContext.privileged
argoproj.io/v1alpha1 Rollout spec.template.spec.containers.0.securityContext.privileged
argoproj.io/v1alpha1 Experiment spec.templates.0.template.spec.containers.0.securityContext.privileged
argoproj.io/v1alpha1 AnalysisTemplate spec.metrics.0.provider.job.spec.template.spec.containers.0.securityContext.privileged
argoproj.io/v1alpha1 ClusterAnalysisTemplate spec.metrics.0.provider.job.spec.template.spec.containers.0.securityContext.privileged
argoproj.io/v1alpha1 AnalysisRun spec.metrics.1.provider.job.spec.template.spec.containers.0.securityContext.privileged
serving.knative.dev/v1 Service spec.template.spec.containers.0.securityContext.privileged
serving.knative.dev/v1 Configuration spec.template.spec.containers.0.securityContext.privileged
serving.knative.dev/v1 Revision spec.containers.0.securityContext.privileged
trainer.kubeflow.org/v1alpha1 TrainingRuntime spec.template.spec.replicatedJobs.0.template.spec.template.spec.containers.0.securityContext.privileged
trainer.kubeflow.org/v1alpha1 ClusterTrainingRuntime spec.template.spec.replicatedJobs.1.template.spec.template.spec.containers.0.securityContext.privileged
kubeflow.org/v1 PyTorchJob spec.pytorchReplicaSpecs.Master.template.spec.containers.0.securityContext.privileged
kubeflow.org/v1 TFJob spec.tfReplicaSpecs.Worker.template.spec.containers.0.securityContext.privileged
kubeflow.org/v1 XGBoostJob spec.xgbReplicaSpecs.Worker.template.spec.containers.0.securityContext.privileged
kubeflow.org/v1 PaddleJob spec.paddleReplicaSpecs.Worker.template.spec.containers.0.securityContext.privileged
kubeflow.org/v1 JAXJob spec.jaxReplicaSpecs.Worker.template.spec.containers.0.securityContext.privileged
kubeflow.org/v2beta1 MPIJob spec.mpiReplicaSpecs.Launcher.template.spec.containers.0.securityContext.privileged
kubeflow.org/v1 Notebook spec.template.spec.containers.0.securityContext.privileged
ray.io/v1 RayCluster spec.headGroupSpec.template.spec.containers.0.securityContext.privileged
ray.io/v1 RayCluster spec.workerGroupSpecs.1.template.spec.containers.0.securityContext.privileged
ray.io/v1 RayJob spec.rayClusterSpec.headGroupSpec.template.spec.containers.0.securityContext.privileged
ray.io/v1 RayJob spec.rayClusterSpec.workerGroupSpecs.0.template.spec.containers.0.securityContext.privileged
ray.io/v1 RayJob spec.submitterPodTemplate.spec.containers.0.securityContext.privileged
ray.io/v1 RayService spec.rayClusterConfig.headGroupSpec.template.spec.containers.0.securityContext.privileged
ray.io/v1 RayService spec.rayClusterConfig.workerGroupSpecs.0.template.spec.containers.0.securityContext.privileged
ray.io/v1 RayCronJob spec.jobTemplate.rayClusterSpec.headGroupSpec.template.spec.containers.0.securityContext.privileged
ray.io/v1 RayCronJob spec.jobTemplate.rayClusterSpec.workerGroupSpecs.0.template.spec.containers.0.securityContext.privileged
ray.io/v1 RayCronJob spec.jobTemplate.submitterPodTemplate.spec.containers.0.securityContext.privileged
keda.sh/v1alpha1 ScaledJob spec.jobTargetRef.template.spec.containers.0.securityContext.privileged
jobset.x-k8s.io/v1alpha2 JobSet spec.replicatedJobs.0.template.spec.template.spec.containers.0.securityContext.privileged
leaderworkerset.x-k8s.io/v1 LeaderWorkerSet spec.leaderWorkerTemplate.leaderTemplate.spec.containers.0.securityContext.privileged
leaderworkerset.x-k8s.io/v1 LeaderWorkerSet spec.leaderWorkerTemplate.workerTemplate.spec.containers.0.securityContext.privileged
disaggregatedset.x-k8s.io/v1 DisaggregatedSet spec.roles.0.spec.leaderWorkerTemplate.leaderTemplate.spec.containers.0.securityContext.privileged
disaggregatedset.x-k8s.io/v1 DisaggregatedSet spec.roles.1.spec.leaderWorkerTemplate.workerTemplate.spec.containers.0.securityContext.privileged
batch.volcano.sh/v1alpha1 Job spec.tasks.0.template.spec.containers.0.securityContext.privileged
batch.volcano.sh/v1alpha1 CronJob spec.jobTemplate.spec.tasks.0.template.spec.containers.0.securityContext.privileged
flow.volcano.sh/v1alpha1 JobTemplate spec.tasks.0.template.spec.containers.0.securityContext.privileged
kueue.x-k8s.io/v1beta1 Workload spec.podSets.0.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 CloneSet spec.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1beta1 StatefulSet spec.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 DaemonSet spec.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 BroadcastJob spec.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 AdvancedCronJob spec.template.jobTemplate.spec.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 AdvancedCronJob spec.template.broadcastJobTemplate.spec.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 UnitedDeployment spec.template.statefulSetTemplate.spec.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 UnitedDeployment spec.template.advancedStatefulSetTemplate.spec.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 UnitedDeployment spec.template.cloneSetTemplate.spec.template.spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 UnitedDeployment spec.template.deploymentTemplate.spec.template.spec.containers.0.securityContext.privileged
agents.x-k8s.io/v1alpha1 Sandbox spec.podTemplate.spec.containers.0.securityContext.privileged
agents.x-k8s.io/v1beta1 Sandbox spec.podTemplate.spec.containers.0.securityContext.privileged
extensions.agents.x-k8s.io/v1alpha1 SandboxTemplate spec.podTemplate.spec.containers.0.securityContext.privileged
actions.github.com/v1alpha1 AutoscalingRunnerSet spec.template.spec.containers.0.securityContext.privileged
actions.github.com/v1alpha1 EphemeralRunner spec.spec.containers.0.securityContext.privileged
actions.github.com/v1alpha1 EphemeralRunnerSet spec.ephemeralRunnerSpec.spec.containers.0.securityContext.privileged
operators.coreos.com/v1alpha1 ClusterServiceVersion spec.install.spec.deployments.0.spec.template.spec.containers.0.securityContext.privileged
k8up.io/v1 PreBackupPod spec.pod.spec.containers.0.securityContext.privileged
`;

const BY_OPERATOR = `
argoproj.io/v1alpha1 Workflow spec.templates.0.container.securityContext.privileged
argoproj.io/v1alpha1 Workflow spec.templates.1.script.securityContext.privileged
argoproj.io/v1alpha1 Workflow spec.templates.0.containerSet.containers.1.securityContext.privileged
argoproj.io/v1alpha1 Workflow spec.templates.0.initContainers.0.securityContext.privileged
argoproj.io/v1alpha1 Workflow spec.templates.0.sidecars.0.securityContext.privileged
argoproj.io/v1alpha1 Workflow spec.templateDefaults.container.securityContext.privileged
argoproj.io/v1alpha1 WorkflowTemplate spec.templates.0.container.securityContext.privileged
argoproj.io/v1alpha1 ClusterWorkflowTemplate spec.templates.0.container.securityContext.privileged
argoproj.io/v1alpha1 CronWorkflow spec.workflowSpec.templates.0.container.securityContext.privileged
argoproj.io/v1alpha1 CronWorkflow spec.workflowSpec.templateDefaults.script.securityContext.privileged
argoproj.io/v1alpha1 WorkflowTaskSet spec.tasks.node-1.container.securityContext.privileged
argoproj.io/v1alpha1 Sensor spec.template.container.securityContext.privileged
tekton.dev/v1 Task spec.steps.0.securityContext.privileged
tekton.dev/v1 Task spec.sidecars.0.securityContext.privileged
tekton.dev/v1 Task spec.stepTemplate.securityContext.privileged
tekton.dev/v1beta1 ClusterTask spec.steps.1.securityContext.privileged
tekton.dev/v1beta1 StepAction spec.securityContext.privileged
tekton.dev/v1 TaskRun spec.taskSpec.steps.0.securityContext.privileged
tekton.dev/v1 PipelineRun spec.pipelineSpec.tasks.0.taskSpec.steps.0.securityContext.privileged
tekton.dev/v1 PipelineRun spec.pipelineSpec.finally.0.taskSpec.steps.0.securityContext.privileged
tekton.dev/v1 Pipeline spec.tasks.0.taskSpec.steps.0.securityContext.privileged
tekton.dev/v1 Pipeline spec.finally.0.taskSpec.sidecars.0.securityContext.privileged
serving.kserve.io/v1beta1 InferenceService spec.predictor.containers.0.securityContext.privileged
serving.kserve.io/v1beta1 InferenceService spec.predictor.model.securityContext.privileged
serving.kserve.io/v1beta1 InferenceService spec.predictor.workerSpec.containers.0.securityContext.privileged
serving.kserve.io/v1beta1 InferenceService spec.transformer.containers.0.securityContext.privileged
serving.kserve.io/v1beta1 InferenceService spec.explainer.containers.0.securityContext.privileged
serving.kserve.io/v1beta1 InferenceService spec.canary.0.predictor.containers.0.securityContext.privileged
serving.kserve.io/v1alpha1 ServingRuntime spec.containers.0.securityContext.privileged
serving.kserve.io/v1alpha1 ServingRuntime spec.workerSpec.containers.0.securityContext.privileged
serving.kserve.io/v1alpha1 ClusterServingRuntime spec.containers.0.securityContext.privileged
serving.kserve.io/v1alpha1 ClusterStorageContainer spec.container.securityContext.privileged
serving.kserve.io/v1alpha1 LLMInferenceService spec.template.containers.0.securityContext.privileged
serving.kserve.io/v1alpha1 LLMInferenceService spec.worker.containers.0.securityContext.privileged
serving.kserve.io/v1alpha1 LLMInferenceService spec.prefill.template.containers.0.securityContext.privileged
serving.kserve.io/v1alpha1 LLMInferenceService spec.prefill.worker.containers.0.securityContext.privileged
serving.kserve.io/v1alpha1 LLMInferenceService spec.router.scheduler.template.containers.0.securityContext.privileged
serving.kserve.io/v1alpha1 LLMInferenceServiceConfig spec.router.scheduler.tokenizer.template.containers.0.securityContext.privileged
kubeflow.org/v1alpha1 PodDefault spec.sidecars.0.securityContext.privileged
ray.io/v1 RayCluster spec.autoscalerOptions.securityContext.privileged
ray.io/v1 RayJob spec.rayClusterSpec.autoscalerOptions.securityContext.privileged
ray.io/v1 RayService spec.rayClusterConfig.autoscalerOptions.securityContext.privileged
ray.io/v1 RayCronJob spec.jobTemplate.rayClusterSpec.autoscalerOptions.securityContext.privileged
sparkoperator.k8s.io/v1beta2 SparkApplication spec.driver.securityContext.privileged
sparkoperator.k8s.io/v1beta2 SparkApplication spec.driver.template.spec.containers.0.securityContext.privileged
sparkoperator.k8s.io/v1beta2 SparkApplication spec.executor.sidecars.0.securityContext.privileged
sparkoperator.k8s.io/v1beta2 SparkApplication spec.executor.template.spec.containers.0.securityContext.privileged
sparkoperator.k8s.io/v1beta2 ScheduledSparkApplication spec.template.driver.initContainers.0.securityContext.privileged
sparkoperator.k8s.io/v1beta2 ScheduledSparkApplication spec.template.driver.template.spec.containers.0.securityContext.privileged
sparkoperator.k8s.io/v1beta2 ScheduledSparkApplication spec.template.executor.securityContext.privileged
sparkoperator.k8s.io/v1beta2 ScheduledSparkApplication spec.template.executor.template.spec.containers.0.securityContext.privileged
flink.apache.org/v1beta1 FlinkDeployment spec.podTemplate.spec.containers.0.securityContext.privileged
flink.apache.org/v1beta1 FlinkDeployment spec.jobManager.podTemplate.spec.containers.0.securityContext.privileged
flink.apache.org/v1beta1 FlinkDeployment spec.taskManager.podTemplate.spec.containers.0.securityContext.privileged
flow.volcano.sh/v1alpha1 JobFlow spec.flows.0.patch.jobSpec.tasks.0.template.spec.containers.0.securityContext.privileged
monitoring.coreos.com/v1 Prometheus spec.containers.0.securityContext.privileged
monitoring.coreos.com/v1alpha1 PrometheusAgent spec.containers.0.securityContext.privileged
monitoring.coreos.com/v1 Alertmanager spec.initContainers.0.securityContext.privileged
monitoring.coreos.com/v1 ThanosRuler spec.containers.0.securityContext.privileged
kafka.strimzi.io/v1beta2 Kafka spec.kafka.template.kafkaContainer.securityContext.privileged
kafka.strimzi.io/v1beta2 Kafka spec.zookeeper.template.zookeeperContainer.securityContext.privileged
kafka.strimzi.io/v1beta2 Kafka spec.entityOperator.template.topicOperatorContainer.securityContext.privileged
kafka.strimzi.io/v1beta2 Kafka spec.cruiseControl.template.cruiseControlContainer.securityContext.privileged
kafka.strimzi.io/v1beta2 Kafka spec.kafkaExporter.template.container.securityContext.privileged
kafka.strimzi.io/v1beta2 KafkaNodePool spec.template.kafkaContainer.securityContext.privileged
kafka.strimzi.io/v1beta2 KafkaConnect spec.template.connectContainer.securityContext.privileged
kafka.strimzi.io/v1beta2 KafkaBridge spec.template.bridgeContainer.securityContext.privileged
kafka.strimzi.io/v1beta2 KafkaMirrorMaker2 spec.template.connectContainer.securityContext.privileged
apps.kruise.io/v1alpha1 SidecarSet spec.containers.0.securityContext.privileged
apps.kruise.io/v1alpha1 EphemeralJob spec.template.ephemeralContainers.0.securityContext.privileged
postgresql.cnpg.io/v1 Cluster spec.securityContext.privileged
postgresql.cnpg.io/v1 Pooler spec.template.spec.containers.0.securityContext.privileged
actions.github.com/v1alpha1 AutoscalingRunnerSet spec.listenerTemplate.spec.containers.0.securityContext.privileged
actions.summerwind.dev/v1alpha1 Runner spec.containers.0.securityContext.privileged
actions.summerwind.dev/v1alpha1 RunnerDeployment spec.template.spec.containers.0.securityContext.privileged
actions.summerwind.dev/v1alpha1 RunnerReplicaSet spec.template.spec.containers.0.securityContext.privileged
actions.summerwind.dev/v1alpha1 RunnerSet spec.template.spec.containers.0.securityContext.privileged
elasticsearch.k8s.elastic.co/v1 Elasticsearch spec.nodeSets.0.podTemplate.spec.containers.0.securityContext.privileged
kibana.k8s.elastic.co/v1 Kibana spec.podTemplate.spec.containers.0.securityContext.privileged
apm.k8s.elastic.co/v1 ApmServer spec.podTemplate.spec.containers.0.securityContext.privileged
logstash.k8s.elastic.co/v1alpha1 Logstash spec.podTemplate.spec.containers.0.securityContext.privileged
enterprisesearch.k8s.elastic.co/v1 EnterpriseSearch spec.podTemplate.spec.containers.0.securityContext.privileged
maps.k8s.elastic.co/v1alpha1 ElasticMapsServer spec.podTemplate.spec.containers.0.securityContext.privileged
packageregistry.k8s.elastic.co/v1alpha1 PackageRegistry spec.podTemplate.spec.containers.0.securityContext.privileged
beat.k8s.elastic.co/v1beta1 Beat spec.daemonSet.podTemplate.spec.containers.0.securityContext.privileged
beat.k8s.elastic.co/v1beta1 Beat spec.deployment.podTemplate.spec.containers.0.securityContext.privileged
agent.k8s.elastic.co/v1alpha1 Agent spec.statefulSet.podTemplate.spec.containers.0.securityContext.privileged
rabbitmq.com/v1beta1 RabbitmqCluster spec.override.statefulSet.spec.template.spec.containers.0.securityContext.privileged
minio.min.io/v2 Tenant spec.pools.0.containerSecurityContext.privileged
minio.min.io/v2 Tenant spec.sideCars.containers.0.securityContext.privileged
minio.min.io/v2 Tenant spec.initContainers.0.securityContext.privileged
postgres-operator.crunchydata.com/v1beta1 PostgresCluster spec.instances.0.containers.0.securityContext.privileged
postgres-operator.crunchydata.com/v1beta1 PostgresCluster spec.proxy.pgBouncer.containers.0.securityContext.privileged
pxc.percona.com/v1 PerconaXtraDBCluster spec.pxc.containerSecurityContext.privileged
pxc.percona.com/v1 PerconaXtraDBCluster spec.haproxy.sidecars.0.securityContext.privileged
pxc.percona.com/v1 PerconaXtraDBCluster spec.proxysql.containerSecurityContext.privileged
pxc.percona.com/v1 PerconaXtraDBCluster spec.logcollector.containerSecurityContext.privileged
pxc.percona.com/v1 PerconaXtraDBCluster spec.pmm.containerSecurityContext.privileged
psmdb.percona.com/v1 PerconaServerMongoDB spec.replsets.0.sidecars.0.securityContext.privileged
psmdb.percona.com/v1 PerconaServerMongoDB spec.replsets.0.arbiter.containerSecurityContext.privileged
psmdb.percona.com/v1 PerconaServerMongoDB spec.replsets.0.nonvoting.containerSecurityContext.privileged
psmdb.percona.com/v1 PerconaServerMongoDB spec.sharding.configsvrReplSet.sidecars.0.securityContext.privileged
psmdb.percona.com/v1 PerconaServerMongoDB spec.sharding.mongos.sidecars.0.securityContext.privileged
psmdb.percona.com/v1 PerconaServerMongoDB spec.pmm.containerSecurityContext.privileged
pgv2.percona.com/v2 PerconaPGCluster spec.instances.0.sidecars.0.securityContext.privileged
pgv2.percona.com/v2 PerconaPGCluster spec.proxy.pgBouncer.sidecars.0.securityContext.privileged
pg.percona.com/v1 PerconaPGCluster spec.pgPrimary.containerSecurityContext.privileged
pg.percona.com/v1 PerconaPGCluster spec.pgBouncer.sidecars.0.securityContext.privileged
opentelemetry.io/v1beta1 OpenTelemetryCollector spec.securityContext.privileged
opentelemetry.io/v1beta1 OpenTelemetryCollector spec.additionalContainers.0.securityContext.privileged
opentelemetry.io/v1beta1 OpenTelemetryCollector spec.initContainers.0.securityContext.privileged
grafana.integreatly.org/v1beta1 Grafana spec.deployment.spec.template.spec.containers.0.securityContext.privileged
k8s.keycloak.org/v2alpha1 Keycloak spec.unsupported.podTemplate.spec.containers.0.securityContext.privileged
pkg.crossplane.io/v1beta1 DeploymentRuntimeConfig spec.deploymentTemplate.spec.template.spec.containers.0.securityContext.privileged
k6.io/v1alpha1 PrivateLoadZone spec.podTemplate.spec.containers.0.securityContext.privileged
k6.io/v1alpha1 TestRun spec.runner.containerSecurityContext.privileged
k6.io/v1alpha1 TestRun spec.starter.initContainers.0.securityContext.privileged
k6.io/v1alpha1 TestRun spec.initializer.containerSecurityContext.privileged
k6.io/v1alpha1 K6 spec.runner.containerSecurityContext.privileged
gateway.envoyproxy.io/v1alpha1 EnvoyProxy spec.provider.kubernetes.envoyDeployment.container.securityContext.privileged
gateway.envoyproxy.io/v1alpha1 EnvoyProxy spec.provider.kubernetes.envoyDaemonSet.initContainers.0.securityContext.privileged
gateway.envoyproxy.io/v1alpha1 EnvoyProxy spec.provider.kubernetes.envoyDeployment.patch.value.spec.template.spec.containers.0.securityContext.privileged
gateway.envoyproxy.io/v1alpha1 EnvoyProxy spec.provider.kubernetes.envoyDaemonSet.patch.value.spec.template.spec.containers.0.securityContext.privileged
operator.victoriametrics.com/v1beta1 VMAgent spec.containers.0.securityContext.privileged
operator.victoriametrics.com/v1beta1 VMAlert spec.containers.0.securityContext.privileged
operator.victoriametrics.com/v1beta1 VMSingle spec.initContainers.0.securityContext.privileged
operator.victoriametrics.com/v1beta1 VMAlertmanager spec.containers.0.securityContext.privileged
operator.victoriametrics.com/v1beta1 VMAuth spec.containers.0.securityContext.privileged
operator.victoriametrics.com/v1beta1 VMCluster spec.vmselect.containers.0.securityContext.privileged
operator.victoriametrics.com/v1beta1 VMCluster spec.vmstorage.containers.0.securityContext.privileged
operator.victoriametrics.com/v1beta1 VMCluster spec.vminsert.containers.0.securityContext.privileged
vault.banzaicloud.com/v1alpha1 Vault spec.vaultPodSpec.containers.0.securityContext.privileged
vault.banzaicloud.com/v1alpha1 Vault spec.vaultConfigurerPodSpec.containers.0.securityContext.privileged
vault.banzaicloud.com/v1alpha1 Vault spec.vaultContainerSpec.securityContext.privileged
infra.contrib.fluxcd.io/v1alpha2 Terraform spec.runnerPodTemplate.spec.initContainers.0.securityContext.privileged
testworkflows.testkube.io/v1 TestWorkflow spec.container.securityContext.privileged
testworkflows.testkube.io/v1 TestWorkflow spec.steps.0.run.securityContext.privileged
testworkflows.testkube.io/v1 TestWorkflow spec.after.0.run.securityContext.privileged
testworkflows.testkube.io/v1 TestWorkflow spec.services.db.securityContext.privileged
testworkflows.testkube.io/v1 TestWorkflowTemplate spec.container.securityContext.privileged
controlplane.cluster.x-k8s.io/v1alpha1 KamajiControlPlane spec.deployment.extraContainers.0.securityContext.privileged
controlplane.cluster.x-k8s.io/v1alpha1 KamajiControlPlane spec.deployment.extraInitContainers.0.securityContext.privileged
`;

function rows(table: string, written: boolean): HidingPlace[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [apiVersion = '', kind = '', at = ''] = line.split(' ');
      return { apiVersion, kind, at, written };
    });
}

export const HIDING_PLACES: readonly HidingPlace[] = [...rows(WRITTEN, true), ...rows(BY_OPERATOR, false)];

/** Pod-level fields that weaken a pod, in kinds that have them at another path: also written by hand. */
export const POD_LEVEL: readonly (readonly [apiVersion: string, kind: string, at: string, value: unknown, rule: string])[] = [
  ['argoproj.io/v1alpha1', 'Workflow', 'spec.hostNetwork', true, 'host-network'],
  ['argoproj.io/v1alpha1', 'Workflow', 'spec.securityContext.runAsUser', 0, 'run-as-root'],
  ['argoproj.io/v1alpha1', 'Workflow', 'spec.templates.0.securityContext.runAsUser', 0, 'run-as-root'],
  ['argoproj.io/v1alpha1', 'CronWorkflow', 'spec.workflowSpec.securityContext.seccompProfile.type', 'Unconfined', 'seccomp-unconfined'],
  ['argoproj.io/v1alpha1', 'Sensor', 'spec.template.securityContext.runAsUser', 0, 'run-as-root'],
  ['tekton.dev/v1', 'TaskRun', 'spec.podTemplate.hostNetwork', true, 'host-network'],
  ['tekton.dev/v1', 'PipelineRun', 'spec.taskRunTemplate.podTemplate.securityContext.runAsUser', 0, 'run-as-root'],
  ['tekton.dev/v1', 'PipelineRun', 'spec.taskRunSpecs.0.podTemplate.hostNetwork', true, 'host-network'],
  ['tekton.dev/v1beta1', 'PipelineRun', 'spec.podTemplate.hostNetwork', true, 'host-network'],
  ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'spec.driver.hostNetwork', true, 'host-network'],
  ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'spec.executor.podSecurityContext.runAsUser', 0, 'run-as-root'],
  ['monitoring.coreos.com/v1', 'Prometheus', 'spec.hostNetwork', true, 'host-network'],
  ['monitoring.coreos.com/v1', 'Prometheus', 'spec.securityContext.runAsUser', 0, 'run-as-root'],
  ['kafka.strimzi.io/v1beta2', 'Kafka', 'spec.kafka.template.pod.securityContext.runAsUser', 0, 'run-as-root'],
  ['kafka.strimzi.io/v1beta2', 'KafkaConnect', 'spec.template.buildPod.securityContext.runAsUser', 0, 'run-as-root'],
  ['postgresql.cnpg.io/v1', 'Cluster', 'spec.podSecurityContext.seccompProfile.type', 'Unconfined', 'seccomp-unconfined'],
  ['cert-manager.io/v1', 'ClusterIssuer', 'spec.acme.solvers.0.http01.ingress.podTemplate.spec.securityContext.runAsUser', 0, 'run-as-root'],
  ['cert-manager.io/v1', 'Issuer', 'spec.acme.solvers.0.http01.gatewayHTTPRoute.podTemplate.spec.securityContext.runAsUser', 0, 'run-as-root'],
  ['minio.min.io/v2', 'Tenant', 'spec.pools.0.securityContext.runAsUser', 0, 'run-as-root'],
  ['pxc.percona.com/v1', 'PerconaXtraDBCluster', 'spec.pxc.podSecurityContext.runAsUser', 0, 'run-as-root'],
  ['opentelemetry.io/v1beta1', 'OpenTelemetryCollector', 'spec.hostNetwork', true, 'host-network'],
  ['opentelemetry.io/v1beta1', 'OpenTelemetryCollector', 'spec.podSecurityContext.runAsUser', 0, 'run-as-root'],
  ['gateway.envoyproxy.io/v1alpha1', 'EnvoyProxy', 'spec.provider.kubernetes.envoyDeployment.pod.securityContext.runAsUser', 0, 'run-as-root'],
  ['testworkflows.testkube.io/v1', 'TestWorkflow', 'spec.pod.hostNetwork', true, 'host-network'],
  ['k6.io/v1alpha1', 'TestRun', 'spec.runner.securityContext.runAsUser', 0, 'run-as-root'],
];
