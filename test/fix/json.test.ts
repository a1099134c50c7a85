import { describe, expect, test } from 'vitest';
import { append, comment, gives, outcome, prune, refuses, remove, set } from './notation.ts';

const DEPLOYMENT = `{
  "apiVersion": "apps/v1",
  "kind": "Deployment",
  "metadata": {"name": "web"},
  "spec": {
    "template": {
      "spec": {
        "hostNetwork": true,
        "containers": [
          {
            "name": "web",
            "image": "nginx",
            "args": [
              "-q"
            ],
            "securityContext": {}
          }
        ]
      }
    }
  }
}
`;
const POD = '/spec/template/spec';

describe('a JSON manifest', () => {
  test('grows as JSON, with its indentation, and keeps every other byte', () => {
    const ops = [
      set(`${POD}/containers/0/securityContext`, { capabilities: { drop: ['ALL'] }, runAsNonRoot: true }),
      set(`${POD}/containers/0/resources/limits/memory`, '512Mi'),
      append(`${POD}/volumes`, { name: 'tmp', emptyDir: {} }),
      set(`${POD}/hostNetwork`, false),
      set('/metadata/namespace', 'shop'),
    ];
    const after = outcome(DEPLOYMENT, ops);
    expect(after).toBe(
      DEPLOYMENT.replace('"hostNetwork": true', '"hostNetwork": false')
        .replace('{"name": "web"}', '{"name": "web", "namespace": "shop"}')
        .replace(
          '"securityContext": {}',
          `"securityContext": {
              "runAsNonRoot": true,
              "capabilities": {
                "drop": [
                  "ALL"
                ]
              }
            },
            "resources": {
              "limits": {
                "memory": "512Mi"
              }
            }`,
        )
        .replace(
          '        ]\n      }',
          `        ],
        "volumes": [
          {
            "name": "tmp",
            "emptyDir": {}
          }
        ]
      }`,
        ),
    );
    expect(JSON.stringify(JSON.parse(after), undefined, 2)).toBe(
      after.replace('{"name": "web", "namespace": "shop"}', '{\n    "name": "web",\n    "namespace": "shop"\n  }').trimEnd(),
    );
  });

  gives([
    ['a value', '{"a": {"b": true}}\n', set('/a/b', false), '{"a": {"b": false}}\n'],
    ['a string in place of a number', '{"a": 1}', set('/a', 'y'), '{"a": "y"}'],
    ['a null', '{"a": 1}', set('/a', null), '{"a": null}'],
    ['below a null', '{"a": null}', set('/a/b', 1), '{"a": {"b": 1}}'],
    ['below {}', '{"a": {}}', set('/a/b', 'c'), '{"a": {"b": "c"}}'],
    ['below {} on a line of its own', '{\n  "a": {}\n}\n', set('/a/b', ['c']), '{\n  "a": {\n    "b": [\n      "c"\n    ]\n  }\n}\n'],
    ['from []', '{"a": []}', append('/a', { b: 'c' }), '{"a": [{"b": "c"}]}'],
    ['short lists on one line where the file has them so', '{\n  "a": ["x"]\n}', set('/b', ['y1']), '{\n  "a": ["x"],\n  "b": ["y1"]\n}'],
    ['a list with a new value', '{\n  "a": [\n    "x"\n  ]\n}', set('/a', ['y', 1]), '{\n  "a": [\n    "y",\n    1\n  ]\n}'],
    ['tabs', '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n', set('/a/c', { d: 2 }), '{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": {\n\t\t\t"d": 2\n\t\t}\n\t}\n}\n'],
    [
      'four columns and carriage returns',
      '{\r\n    "a": 1\r\n}\r\n',
      set('/b', { c: 2 }),
      '{\r\n    "a": 1,\r\n    "b": {\r\n        "c": 2\r\n    }\r\n}\r\n',
    ],
    ['without a space', '{"a":{"b":[1,2]}}', [append('/a/b', 3), set('/a/c', { d: 'x' })], '{"a":{"b":[1,2,3],"c":{"d":"x"}}}'],
    ['as a string with all that JSON escapes', '{"a": "x"}', set('/a', 'é\u2028"\\'), '{"a": "é\\u2028\\"\\\\"}'],
    ['without an entry', '{\n  "a": 1,\n  "b": 2\n}\n', remove('/b'), '{\n  "a": 1\n}\n'],
    ['without its only entry', '{\n  "a": {\n    "b": 2\n  }\n}\n', remove('/a/b'), '{\n  "a": {}\n}\n'],
    ['with another entry in place of its only one', '{\n  "a": {\n    "b": 2\n  }\n}\n', [remove('/a/b'), set('/a/c', 1)], '{\n  "a": {\n    "c": 1\n  }\n}\n'],
    ['so also inside YAML', 'k:\n  - - {\n       "q": []\n     }\n', [remove('/k/0/0/q'), set('/k/0/0/c', 1)], 'k:\n  - - {\n       "c": 1\n     }\n'],
    ['without a map', '{\n  "a": {\n    "b": 2\n  },\n  "c": 1\n}\n', prune('/a/b'), '{\n  "c": 1\n}\n'],
    [
      'conventional order',
      '{\n  "securityContext": {\n    "runAsUser": 1\n  }\n}',
      [set('/securityContext/capabilities/drop', []), set('/securityContext/runAsGroup', 1)],
      '{\n  "securityContext": {\n    "runAsUser": 1,\n    "runAsGroup": 1,\n    "capabilities": {\n      "drop": []\n    }\n  }\n}',
    ],
  ]);
  refuses([
    ['a comment: JSON has none', '{\n  "a": 1\n}\n', comment('/a', 'x'), 'odd-syntax'],
    ['a comment, nor on one line', '{"a": 1}\n', comment('/a', 'x'), 'odd-syntax'],
  ]);
});
