// The walls of the house: an event walks down this list of folders, and imports follow it (docs/path-of-an-event.md).
const order = [
  'cli',
  'http',
  'access',
  'notify',
  'respond',
  'monitor',
  'collect',
  'ingest',
  'enrich',
  'net',
  'store',
  'config',
];

/** Each folder may import the folders after it, itself and core; never one before it. */
const oneWay = order.map((folder, index) => ({
  name: `${folder}-imports-point-one-way`,
  comment: `src/${folder} may import only what comes after it in the list, and core`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${order.slice(0, index).join('|') || 'nothing'})/` },
}));

module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: 'core-is-pure',
      comment: 'core does no I/O: no node: modules, no database, no network, no other folder',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: ['^src/core/', '^node_modules/(simple-statistics|ipaddr\\.js)/'] },
    },
    {
      name: 'scenario-is-pure',
      comment: 'scenarios are made without I/O, and know nothing of the detector but core',
      severity: 'error',
      from: { path: '^src/scenario/' },
      to: { pathNot: ['^src/scenario/', '^src/core/'] },
    },
    {
      name: 'evaluation-judges-the-core',
      comment: 'the detector is judged on scenarios alone: no I/O, nothing of the service',
      severity: 'error',
      from: { path: '^src/evaluation/' },
      to: { pathNot: ['^src/(evaluation|scenario|core)/'] },
    },
    {
      name: 'only-cli-evaluates',
      comment: 'the service never depends on the judge',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(evaluation|cli)/' },
      to: { path: '^src/evaluation/' },
    },
    {
      name: 'only-cli-plays-scenarios',
      comment: 'the service never depends on synthetic data',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(scenario|evaluation|cli)/' },
      to: { path: '^src/scenario/' },
    },
    {
      name: 'kysely-only-in-store',
      comment: 'SQL lives in store/ and migrations/',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/store/' },
      to: { path: '^node_modules/(kysely|pg)/' },
    },
    {
      name: 'pages-know-the-api-and-the-core',
      comment:
        'src/web runs in a browser: of the rest it may import values from core, and types of answers from http',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/', pathNot: '^src/(web|core)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pages-know-only-types-of-answers',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/', pathNot: ['^src/(web|core)/', '^src/http/[^/]*(schema|view)\\.ts$'] },
    },
    {
      name: 'nobody-imports-the-pages',
      severity: 'error',
      from: { path: '^(src|test|bench)/', pathNot: '^(src|test)/web/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: ['\\.d\\.ts$', '^src/main\\.ts$', '^src/web/(main\\.tsx|vite.*)$'],
      },
      to: {},
    },
    {
      name: 'no-tests-in-source',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'bench-measures-from-outside',
      comment:
        'the bench talks to the service by HTTP and SQL; in common they have the database and made-up traffic',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^src/', pathNot: '^src/(store|scenario|core)/' },
    },
    {
      name: 'no-dev-packages-at-run-time',
      severity: 'error',
      // The pages are bundled: what they need is not needed at run time.
      from: { path: '^(src|migrations)/', pathNot: '^src/web/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
