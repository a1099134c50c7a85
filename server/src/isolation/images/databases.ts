import type { ImageRow, TagFamily, WritablePath } from './facts.ts';
import { ALPINE, DEBIAN, data, row, STEPS_DOWN, type Stated, scratch, small, stepsDown, TMP, UBUNTU, withOlder } from './rows.ts';

/** V: docker-library/postgres, Dockerfile, entrypoint and docs. The data folder moved with version 18. */
function postgres(family: string, id: number, words: RegExp, needs: readonly RegExp[]): ImageRow[] {
  const facts = (...paths: readonly WritablePath[]): Stated => ({
    ...stepsDown(id, id),
    programs: ['postgres'],
    capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
    writable: [...paths, small('/var/run/postgresql'), small('/tmp')],
    dataVariable: 'PGDATA',
    // postgres/postgres, src/backend/libpq/be-secure-common.c, check_ssl_key_file_permissions
    ownerAlone: { file: 'the key of its certificate', when: /\bssl\s*=\s*['"]?(?:on|t|tr|tru|true|y|ye|yes|1)\b/i },
    ports: [5432],
    fileVariables: 'supported',
    notes: 'The user differs between Debian and Alpine: changing the variant breaks the ownership of files.',
  });
  const old: WritablePath = { path: '/var/lib/postgresql/data', kind: 'data', owned: true };
  // postgres makes a folder for its version there
  const recent = data('/var/lib/postgresql');
  const of = (tags: TagFamily, stated: Stated) => row('V', `postgres (${family})`, ['postgres'], { words, needs, ...tags }, stated);
  return [
    of({ unversioned: true }, facts(recent, old)),
    ...withOlder(of({ since: [10, 0], until: [18, 0] }, facts(old))),
    of({ since: [18, 0] }, facts(recent)),
  ];
}

/**
 * V: docker-library/redis, Dockerfile of 7; docs of 8, which also drops capabilities. The folder of an append-only file is its user's
 * alone: the second start looks for files of others in it, as root. On Alpine the user has fixed numbers since some release of 5
 * (hjacobs/kube-ops-view#239); those of 3 and 4 are the first free ones, 100 and 101 (#193 there, jw-s/redis-operator#6).
 */
function redis(family: string, gid: number, words: RegExp, needs: readonly RegExp[]): ImageRow[] {
  const stated: Stated = { ...stepsDown(999, gid), programs: ['redis-server'], writable: [data('/data')], ports: [6379] };
  const of = (tags: TagFamily, capabilities: readonly string[]) =>
    row('V', `redis (${family})`, ['redis'], { words, needs, ...tags }, { ...stated, capabilitiesAsRoot: capabilities });
  return [...withOlder(of({ since: [6, 0], until: [8, 0] }, STEPS_DOWN)), of({ since: [8, 0] }, ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETPCAP', 'SETUID'])];
}

/** P: see {@link redis}; how many groups its base has decides the numbers. */
const OLD_REDIS = row(
  'P',
  'redis (Alpine, below 5)',
  ['redis'],
  { words: ALPINE, needs: [ALPINE], until: [5, 0] },
  {
    ...stepsDown(100, 101),
    programs: ['redis-server'],
    conditions: 'that is its user in this version',
    writable: [data('/data')],
    ports: [6379],
  },
);

/** Databases. */
export const DATABASES: readonly ImageRow[] = [
  ...postgres('Debian', 999, DEBIAN, []),
  ...postgres('Alpine', 70, ALPINE, [ALPINE]),
  // V: docker-library/mysql, Dockerfile.oracle, entrypoint, docs; before 8, Debian and the first free number
  ...withOlder(
    row(
      'V',
      'mysql',
      ['mysql'],
      { words: /^(?:oracle|oraclelinux\d*|innovation)$/, since: [8, 0] },
      {
        ...stepsDown(999, 999),
        programs: ['mysqld'],
        writable: [data('/var/lib/mysql'), small('/var/run/mysqld'), TMP, scratch('/var/lib/mysql-files')],
        ports: [3306, 33060],
        fileVariables: 'supported',
        notes: 'SYS_NICE is optional, for NUMA and resource groups.',
      },
    ),
  ),
  // P: MariaDB/mariadb-docker, Dockerfile, which takes the first system ID
  ...withOlder(
    row(
      'P',
      'mariadb',
      ['mariadb'],
      { words: UBUNTU, since: [10, 3] },
      {
        ...stepsDown(999, 999),
        programs: ['mariadbd', 'mysqld'],
        writable: [data('/var/lib/mysql'), small('/run/mysqld'), TMP],
        ports: [3306],
        fileVariables: 'supported',
      },
    ),
  ),
  ...redis('Debian', 999, DEBIAN, []),
  OLD_REDIS,
  ...redis('Alpine', 1000, ALPINE, [ALPINE]),
  // V: valkey-io/valkey-container (2025-01)
  ...(
    [
      ['Debian', 999, DEBIAN, []],
      ['Alpine', 1000, ALPINE, [ALPINE]],
    ] as const
  ).map(([family, gid, words, needs]) =>
    row(
      'V',
      `valkey (${family})`,
      ['valkey/valkey'],
      { words, needs },
      {
        ...stepsDown(999, gid),
        programs: ['valkey-server'],
        writable: [data('/data')],
        ports: [6379],
      },
    ),
  ),
  // V: docker-library/mongo; /data/configdb is for configuration servers, which mount it
  ...withOlder(
    row(
      'V',
      'mongo',
      ['mongo'],
      { words: UBUNTU, since: [4, 0] },
      {
        ...stepsDown(999, 999),
        programs: ['mongod'],
        writable: [data('/data/db'), { path: '/data/configdb', kind: 'data', when: '/data/configdb' }, small('/tmp')],
        ports: [27017],
        fileVariables: 'supported',
        notes: 'SYS_NICE is optional, for numactl.',
      },
    ),
  ),
];
