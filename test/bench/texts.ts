/** A place to type one more letter, whose text the diagnostics quote. Zero-based; `character` is the column before any typing. */
export interface TypingPlace {
  readonly line: number;
  readonly character: number;
}

/** A generated text for measuring, with the places to type in it. */
export interface BenchText {
  readonly name: string;
  readonly file: string;
  readonly languageId: 'yaml' | 'dockercompose';
  readonly text: string;
  readonly places: readonly TypingPlace[];
  /** Lines to paste before a place. */
  readonly block: string;
}

/** Collects lines, and remembers the places to type at. */
class Writer {
  readonly lines: string[] = [];
  readonly places: TypingPlace[] = [];

  add(...lines: string[]): void {
    this.lines.push(...lines);
  }

  /** Adds a line; a letter can be typed before `after`. */
  typed(line: string, after = ''): void {
    this.places.push({ line: this.lines.length, character: line.length });
    this.lines.push(line + after);
  }

  text(): string {
    return `${this.lines.join('\n')}\n`;
  }
}

/** A realistic Deployment: some protections, some weaknesses, and comments; and its Service. */
export function deploymentText(index: number): string {
  const writer = new Writer();
  deployment(writer, index);
  return writer.text();
}

function deployment(writer: Writer, index: number): void {
  writer.add(
    '---',
    `# Application ${index}: owned by team ${index % 7}.`,
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: app-${index}`,
    `  namespace: team-${index % 7}`,
    '  labels:',
    `    app.kubernetes.io/name: app-${index}`,
    'spec:',
    `  replicas: ${1 + (index % 4)}`,
    '  selector:',
    '    matchLabels:',
    `      app.kubernetes.io/name: app-${index}`,
    '  template:',
    '    metadata:',
    '      labels:',
    `        app.kubernetes.io/name: app-${index}`,
    '    spec:',
    ...(index % 5 === 0 ? ['      hostNetwork: true # for the node exporter'] : []),
    '      containers:',
  );
  writer.typed(`        - name: web-${index}`);
  writer.add(
    `          image: registry.example.com/team/app-${index}:1.${index % 10}.0`,
    '          args: ["--listen", ":8080"]',
    '          ports:',
    '            - containerPort: 8080',
    '          env:',
    '            - name: LOG_LEVEL',
    "              value: 'info'",
    '            - name: CACHE',
    `              value: "cache-${index % 7}:6379"`,
    ...(index % 3 === 0 ? ['          securityContext:', '            privileged: true'] : ['          securityContext:', '            runAsNonRoot: true']),
    '          resources:',
    '            limits:',
    '              memory: 256Mi',
    '          volumeMounts:',
    '            - name: data',
    '              mountPath: /var/lib/app',
    '      volumes:',
    '        - name: data',
    ...(index % 4 === 0 ? ['          hostPath:', '            path: /srv/app'] : ['          emptyDir: {}']),
    '---',
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    `  name: app-${index}`,
    `  namespace: team-${index % 7}`,
    'spec:',
    '  selector:',
    `    app.kubernetes.io/name: app-${index}`,
    '  ports:',
    '    - port: 80',
    '      targetPort: 8080',
  );
}

/** A Kubernetes file of many documents, with about `lines` lines. */
export function kubernetesText(lines: number): BenchText {
  const writer = new Writer();
  for (let index = 0; writer.lines.length < lines - 30; index += 1) deployment(writer, index);
  return {
    name: `Kubernetes, ${lines.toLocaleString('en')} lines`,
    file: `k8s-${lines}.yaml`,
    languageId: 'yaml',
    text: writer.text(),
    places: writer.places,
    block: `        - name: pasted
          image: registry.example.com/team/pasted:1.0.0
          args: ["--verbose"]
          securityContext:
            privileged: true
          volumeMounts:
            - name: data
              mountPath: /data
`,
  };
}

/** A Compose file of about `lines` lines whose services share settings through anchors and merge keys. */
export function composeText(lines: number): BenchText {
  const writer = new Writer();
  writer.add(
    'x-logging: &logging',
    '  driver: json-file',
    '  options:',
    '    max-size: 10m',
    'x-defaults: &defaults',
    '  restart: unless-stopped',
    '  cap_drop: [ALL]',
    '  logging: *logging',
    'services:',
  );
  for (let index = 0; writer.lines.length < lines - 10; index += 1) {
    writer.typed(`  service-${index}`, ':');
    writer.add(
      '    <<: *defaults',
      `    image: registry.example.com/team/service-${index}:1.${index % 10}.0`,
      ...(index % 6 === 0 ? ['    privileged: true # needs the device'] : []),
      '    environment:',
      '      LOG_LEVEL: info',
      `      CACHE: cache-${index % 7}:6379`,
      '    ports:',
      `      - "${8000 + index}:8080"`,
      '    volumes:',
      `      - data-${index % 7}:/var/lib/app`,
      ...(index % 9 === 0 ? ['      - /var/run/docker.sock:/var/run/docker.sock'] : []),
      '    healthcheck:',
      '      test: ["CMD", "true"]',
      '      interval: 30s',
    );
  }
  writer.add('volumes:', ...Array.from({ length: 7 }, (_, index) => `  data-${index}: {}`));
  return {
    name: `Compose with anchors, ${lines.toLocaleString('en')} lines`,
    file: 'compose.yaml',
    languageId: 'dockercompose',
    text: writer.text(),
    places: writer.places,
    block: `  pasted:
    <<: *defaults
    image: registry.example.com/team/pasted:1.0.0
    network_mode: host
    volumes:
      - data-1:/data
`,
  };
}
