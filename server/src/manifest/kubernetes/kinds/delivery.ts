import { type KindEntry, type PodPlace, specs, templates } from './place.ts';

const ARGO = ['argoproj.io'];

/** The containers of a workflow template. Each template is one pod: a main container or a script, and helpers. */
const ARGO_CONTAINERS = ['container', 'script', 'containerSet.containers.*', 'initContainers.*', 'sidecars.*'];

/** The pods of an Argo workflow. Their defaults are in `templateDefaults` and in the configuration of the controller. */
function workflow(spec: string): PodPlace[] {
  return [
    { at: spec, is: 'template', containers: [] },
    { at: `${spec}.templateDefaults`, is: 'template', containers: ARGO_CONTAINERS, inherits: spec, part: 'templateDefaults' },
    { at: `${spec}.templates.*`, is: 'template', containers: ARGO_CONTAINERS, inherits: spec },
  ];
}

const TEKTON = ['tekton.dev'];

/** A Tekton task: its steps are containers of one pod; the TaskRun has the other fields of the pod. */
const TASK = { is: 'template', containers: ['stepTemplate', 'steps.*', 'sidecars.*'] } as const;

const RUNNER_CONTAINERS = ['initContainers.*', 'containers.*', 'sidecarContainers.*', 'ephemeralContainers.*'];

/**
 * Knative accepts some pod-level fields only with a feature flag, and refuses others.
 * Source: knative/serving, pkg/apis/serving/fieldmask.go.
 */
const KNATIVE: Partial<PodPlace> = {
  elsewhere: ['automountServiceAccountToken', 'hostUsers', 'runtimeClassName'],
  gates: {
    securityContext: 'Knative takes a securityContext of the pod only with its feature flag kubernetes.podspec-securitycontext',
    hostUsers: 'Knative does not take hostUsers',
    automountServiceAccountToken: 'Knative does not take automountServiceAccountToken',
    runtimeClassName: 'Knative takes runtimeClassName only with its feature flag kubernetes.podspec-runtimeclassname',
  },
};

/** Kinds for delivery, pipelines and serverless. Source: the API types of each project. */
export const DELIVERY: readonly KindEntry[] = [
  { groups: ARGO, kinds: ['Rollout'], pods: specs('spec.template.spec') },
  { groups: ARGO, kinds: ['Experiment'], pods: specs('spec.templates.*.template.spec') },
  {
    groups: ARGO,
    kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
    pods: specs('spec.metrics.*.provider.job.spec.template.spec'),
  },
  { groups: ARGO, kinds: ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'], pods: workflow('spec') },
  { groups: ARGO, kinds: ['CronWorkflow'], pods: workflow('spec.workflowSpec') },
  { groups: ARGO, kinds: ['WorkflowTaskSet'], pods: [{ at: 'spec.tasks.*', is: 'template', containers: ARGO_CONTAINERS }] },
  { groups: ARGO, kinds: ['Sensor'], pods: [{ at: 'spec.template', is: 'template', containers: ['container'] }] },
  { groups: ['serving.knative.dev'], kinds: ['Service', 'Configuration'], pods: [{ at: 'spec.template.spec', ...KNATIVE }] },
  { groups: ['serving.knative.dev'], kinds: ['Revision'], pods: [{ at: 'spec', ...KNATIVE }] },
  { groups: TEKTON, kinds: ['Task', 'ClusterTask'], pods: [{ at: 'spec', ...TASK }] },
  { groups: TEKTON, kinds: ['StepAction'], pods: [{ at: 'spec', is: 'template', fields: 'none', containers: ['.'] }] },
  {
    groups: TEKTON,
    kinds: ['TaskRun'],
    pods: [
      { at: 'spec.podTemplate', is: 'template', containers: [] },
      { at: 'spec.taskSpec', ...TASK, inherits: 'spec.podTemplate', part: 'taskSpec' },
    ],
  },
  {
    groups: TEKTON,
    kinds: ['PipelineRun'],
    pods: [
      { at: 'spec.podTemplate', is: 'template', containers: [] },
      { at: 'spec.taskRunTemplate.podTemplate', is: 'template', containers: [] },
      { at: 'spec.taskRunSpecs.*.podTemplate', is: 'template', containers: [] },
      { at: 'spec.pipelineSpec.tasks.*.taskSpec', ...TASK, inherits: 'spec.taskRunTemplate.podTemplate' },
      { at: 'spec.pipelineSpec.finally.*.taskSpec', ...TASK, inherits: 'spec.taskRunTemplate.podTemplate' },
    ],
  },
  {
    groups: TEKTON,
    kinds: ['Pipeline'],
    pods: [
      { at: 'spec.tasks.*.taskSpec', ...TASK },
      { at: 'spec.finally.*.taskSpec', ...TASK },
    ],
  },
  {
    groups: ['actions.github.com'],
    kinds: ['AutoscalingRunnerSet'],
    pods: [{ at: 'spec.template.spec' }, { at: 'spec.listenerTemplate.spec', is: 'template', part: 'listener' }],
  },
  { groups: ['actions.github.com'], kinds: ['EphemeralRunner'], pods: specs('spec.spec') },
  { groups: ['actions.github.com'], kinds: ['EphemeralRunnerSet'], pods: specs('spec.ephemeralRunnerSpec.spec') },
  // the controller adds the runner and its Docker daemon, and makes one of them privileged
  { groups: ['actions.summerwind.dev'], kinds: ['Runner'], pods: [{ at: 'spec', is: 'template', containers: RUNNER_CONTAINERS }] },
  {
    groups: ['actions.summerwind.dev'],
    kinds: ['RunnerDeployment', 'RunnerReplicaSet', 'RunnerSet'],
    pods: [{ at: 'spec.template.spec', is: 'template', containers: RUNNER_CONTAINERS }],
  },
  {
    groups: ['infra.contrib.fluxcd.io'],
    kinds: ['Terraform'],
    pods: [{ at: 'spec.runnerPodTemplate.spec', is: 'template', containers: ['initContainers.*', 'containers.*'] }],
  },
  {
    groups: ['testworkflows.testkube.io'],
    kinds: ['TestWorkflow', 'TestWorkflowTemplate'],
    pods: [
      {
        at: 'spec',
        is: 'template',
        fields: 'pod',
        containers: ['container', 'setup.*.run', 'setup.*.container', 'steps.*.run', 'steps.*.container', 'after.*.run', 'after.*.container', 'services.*'],
      },
    ],
  },
  { groups: ['k6.io'], kinds: ['PrivateLoadZone'], pods: templates('spec.podTemplate.spec') },
  {
    groups: ['k6.io'],
    kinds: ['TestRun', 'K6'],
    pods: ['runner', 'starter', 'initializer'].map((part) => ({
      at: `spec.${part}`,
      is: 'template',
      part,
      containers: [{ at: '.', securityContext: 'containerSecurityContext' }, 'initContainers.*'],
    })),
  },
];
