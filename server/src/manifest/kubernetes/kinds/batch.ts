import { type KindEntry, type PodPlace, specs, templates } from './place.ts';

/** The pods of a RayCluster. The autoscaler is a container that KubeRay adds to the pod of the head. */
function rayCluster(spec: string): PodPlace[] {
  return [
    { at: `${spec}.headGroupSpec.template.spec`, part: 'head' },
    { at: `${spec}.workerGroupSpecs.*.template.spec` },
    { at: `${spec}.autoscalerOptions`, is: 'template', fields: 'none', containers: ['.'], part: 'autoscaler' },
  ];
}

function rayJob(spec: string): PodPlace[] {
  return [...rayCluster(`${spec}.rayClusterSpec`), { at: `${spec}.submitterPodTemplate.spec`, part: 'submitter' }];
}

/** The pods of a SparkApplication. The operator makes the driver and the executors, and adds these fields. */
function spark(spec: string): PodPlace[] {
  return [
    { at: spec, is: 'template', containers: [] },
    ...['driver', 'executor'].flatMap((part): PodPlace[] => [
      { at: `${spec}.${part}`, is: 'template', part, securityContext: 'podSecurityContext', containers: ['.', 'initContainers.*', 'sidecars.*'] },
      { at: `${spec}.${part}.template.spec`, is: 'template', part },
    ]),
  ];
}

const LEADER_WORKER = (template: string): PodPlace[] => [
  { at: `${template}.leaderTemplate.spec`, part: 'leader' },
  { at: `${template}.workerTemplate.spec`, part: 'worker' },
];

/** The containers of KServe. Keys such as `sklearn` are model servers, which run as a container. */
const KSERVE_CONTAINERS = [
  'containers.*',
  'initContainers.*',
  'model',
  'sklearn',
  'xgboost',
  'tensorflow',
  'pytorch',
  'triton',
  'onnx',
  'huggingface',
  'pmml',
  'lightgbm',
  'paddle',
  'alibi',
  'art',
];

const SERVING = ['serving.kserve.io'];

/** Kinds for batch jobs, machine learning and data. Source: the API types of each project. */
export const BATCH: readonly KindEntry[] = [
  {
    groups: SERVING,
    kinds: ['InferenceService'],
    pods: [
      ...['predictor', 'transformer', 'explainer'].map((part): PodPlace => ({ at: `spec.${part}`, is: 'template', part, containers: KSERVE_CONTAINERS })),
      { at: 'spec.predictor.workerSpec', is: 'template', part: 'worker' },
      { at: 'spec.canary.*.predictor', is: 'template', part: 'canary', containers: KSERVE_CONTAINERS },
    ],
  },
  {
    groups: SERVING,
    kinds: ['ServingRuntime', 'ClusterServingRuntime'],
    pods: [...templates('spec'), { at: 'spec.workerSpec', is: 'template', part: 'worker' }],
  },
  { groups: SERVING, kinds: ['ClusterStorageContainer'], pods: [{ at: 'spec', is: 'template', fields: 'none', containers: ['container'] }] },
  {
    groups: SERVING,
    kinds: ['LLMInferenceService', 'LLMInferenceServiceConfig'],
    pods: [
      { at: 'spec.template', is: 'template' },
      { at: 'spec.worker', is: 'template', part: 'worker' },
      { at: 'spec.prefill.template', is: 'template', part: 'prefill' },
      { at: 'spec.prefill.worker', is: 'template', part: 'prefill worker' },
      { at: 'spec.router.scheduler.template', is: 'template', part: 'scheduler' },
      { at: 'spec.router.scheduler.tokenizer.template', is: 'template', part: 'tokenizer' },
    ],
  },
  {
    groups: ['trainer.kubeflow.org'],
    kinds: ['TrainingRuntime', 'ClusterTrainingRuntime'],
    pods: specs('spec.template.spec.replicatedJobs.*.template.spec.template.spec'),
  },
  { groups: ['trainer.kubeflow.org'], kinds: ['TrainJob'], pods: [] },
  ...(
    [
      ['PyTorchJob', 'pytorch'],
      ['TFJob', 'tf'],
      ['XGBoostJob', 'xgb'],
      ['PaddleJob', 'paddle'],
      ['JAXJob', 'jax'],
      ['MPIJob', 'mpi'],
    ] as const
  ).map(([kind, prefix]) => ({ groups: ['kubeflow.org'], kinds: [kind], pods: specs(`spec.${prefix}ReplicaSpecs.*.template.spec`) })),
  { groups: ['kubeflow.org'], kinds: ['Notebook'], pods: specs('spec.template.spec') },
  { groups: ['kubeflow.org'], kinds: ['PodDefault'], pods: [{ at: 'spec', is: 'template', containers: ['initContainers.*', 'sidecars.*'] }] },
  { groups: ['ray.io'], kinds: ['RayCluster'], pods: rayCluster('spec') },
  { groups: ['ray.io'], kinds: ['RayJob'], pods: rayJob('spec') },
  { groups: ['ray.io'], kinds: ['RayService'], pods: rayCluster('spec.rayClusterConfig') },
  { groups: ['ray.io'], kinds: ['RayCronJob'], pods: rayJob('spec.jobTemplate') },
  { groups: ['sparkoperator.k8s.io'], kinds: ['SparkApplication'], pods: spark('spec') },
  { groups: ['sparkoperator.k8s.io'], kinds: ['ScheduledSparkApplication'], pods: spark('spec.template') },
  {
    groups: ['flink.apache.org'],
    kinds: ['FlinkDeployment'],
    pods: [
      { at: 'spec.podTemplate.spec', is: 'template' },
      { at: 'spec.jobManager.podTemplate.spec', is: 'template', part: 'jobManager' },
      { at: 'spec.taskManager.podTemplate.spec', is: 'template', part: 'taskManager' },
    ],
  },
  { groups: ['keda.sh'], kinds: ['ScaledJob'], pods: specs('spec.jobTargetRef.template.spec') },
  { groups: ['jobset.x-k8s.io'], kinds: ['JobSet'], pods: specs('spec.replicatedJobs.*.template.spec.template.spec') },
  { groups: ['leaderworkerset.x-k8s.io'], kinds: ['LeaderWorkerSet'], pods: LEADER_WORKER('spec.leaderWorkerTemplate') },
  { groups: ['disaggregatedset.x-k8s.io'], kinds: ['DisaggregatedSet'], pods: LEADER_WORKER('spec.roles.*.spec.leaderWorkerTemplate') },
  { groups: ['batch.volcano.sh'], kinds: ['Job'], pods: specs('spec.tasks.*.template.spec') },
  { groups: ['batch.volcano.sh'], kinds: ['CronJob'], pods: specs('spec.jobTemplate.spec.tasks.*.template.spec') },
  { groups: ['flow.volcano.sh'], kinds: ['JobTemplate'], pods: specs('spec.tasks.*.template.spec') },
  { groups: ['flow.volcano.sh'], kinds: ['JobFlow'], pods: templates('spec.flows.*.patch.jobSpec.tasks.*.template.spec') },
  { groups: ['kueue.x-k8s.io'], kinds: ['Workload'], pods: specs('spec.podSets.*.template.spec') },
];
