// What only a team knows of its clusters and images. It stands in `.bulkhead.yaml`; other editors may give it with their settings.
import * as z from 'zod';

const MOST_ID = 2 ** 31 - 2;
const path = z.string().regex(/^\//, 'a path begins with "/"');
const id = z.int().min(0).max(MOST_ID);

const image = z.strictObject({
  image: z
    .string()
    .regex(/^[^\s@]+$/, 'an image is written as "registry.example/web", or with a tag, or with "*" for any text')
    .describe('The image: with a tag for that tag alone, without one for all. `*` stands for any text.'),
  user: id.describe('The number of the user that its program runs as; 0 is root.'),
  group: id.optional().describe('The number of its group; without it, that of the user.'),
  userName: z.string().min(1).optional().describe('USER in the image, if that is a name: `runAsNonRoot` cannot tell then that it is not root.'),
  dropsPrivileges: z.boolean().optional().describe('It starts as root and changes to `user` itself.'),
  writable: z.array(path).optional().describe('Where it writes what may be lost with the container. With this or `data`, it writes nowhere else.'),
  data: z.array(path).optional().describe('Where it writes what should outlive the container.'),
  capabilities: z
    .array(z.string().regex(/^(?:CAP_)?[A-Z_]+$/, 'a capability is written as "NET_BIND_SERVICE"'))
    .optional()
    .describe('The capabilities that it needs.'),
});
/** What a team says of an image of its own. */
export type TeamImage = z.output<typeof image>;

const patterns = z.array(z.string().min(1));

/** What a project says of its clusters, images and trusted parts. Nothing of it has a default. */
export const teamSchema = z.object({
  podSecurity: z
    .strictObject({
      level: z.enum(['privileged', 'baseline', 'restricted']).describe('The level that the cluster enforces.'),
      version: z
        .string()
        .regex(/^(?:latest|v1\.(?:0|[1-9]\d*))$/, 'a version of the Pod Security Standards is written as "latest" or "v1.30"')
        .optional()
        .describe('Its version, as in the label of a namespace: `latest` or `v1.30`; without it `latest`.'),
    })
    .optional()
    .describe('The level of Pod Security that the pods have to meet: what admission would refuse is a finding.'),
  runtimeClasses: z
    .record(z.string().min(1), z.enum(['gvisor', 'kata', 'none']))
    .optional()
    .describe(
      'The RuntimeClasses of your clusters, and runtimes of Docker, by name, each with its boundary: `gvisor`, `kata` (or another virtual machine), `none` (the kernel of the node).',
    ),
  infrastructure: z
    .strictObject({
      images: patterns.optional().describe('Their images, without tags. `*` stands for any text.'),
      namespaces: patterns.optional().describe('Their namespaces. `*` stands for any text.'),
    })
    .optional()
    .describe('Agents of the nodes that you trust: the access to the node that they ask for is a remark, since it is their purpose.'),
  images: z.array(image).optional().describe('What is true of images that nobody else knows. Fixes use it; the first one that fits counts.'),
});
/** What a project says. */
export type TeamSettings = z.output<typeof teamSchema>;
