import { memoise } from './memo.ts';

/** Names as their makers write them, by lower-case product token; every other client is shown in lower case. */
const KNOWN = new Map(
  [
    'python-requests',
    'python-httpx',
    'python-urllib',
    'Python-urllib3',
    'aiohttp',
    'Go-http-client',
    'axios',
    'okhttp',
    'curl',
    'Wget',
    'ZoomNet',
    'node-fetch',
    'undici',
    'got',
    'superagent',
    'PostmanRuntime',
    'insomnia',
    'Apache-HttpClient',
    'Java',
    'Java-http-client',
    'GuzzleHttp',
    'RestSharp',
    'rest-client',
    'Faraday',
    'Ruby',
    'libwww-perl',
    'HTTPie',
    'Zoom Marketplace',
    'aws-sdk-js',
    'Boto3',
    'Dalvik',
    'CFNetwork',
    'PowerShell',
    'WindowsPowerShell',
    'reqwest',
    'Deno',
    'Bun',
    'Prometheus',
    'Terraform',
    'kube-probe',
    'Amazon-Route53-Health-Check-Service',
  ].map((name) => [name.toLowerCase(), name]),
);

/** Order counts: most browsers also name those that they descend from. */
const BROWSERS: readonly (readonly [token: RegExp, family: string])[] = [
  [/\bZOOM\.|\bZoomApps\//i, 'Zoom client'],
  [/\bPostman\//, 'Postman'],
  [/\bElectron\//, 'Electron'],
  [/\bHeadlessChrome\//, 'Headless Chrome'],
  [/\bEdgA?\/|\bEdgiOS\/|\bEdge\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/\bMSIE |\bTrident\//, 'Internet Explorer'],
];

/** Crawlers say what they are behind `compatible;` or as `Name-Bot/1.0`. */
const ROBOT =
  /\bcompatible; ([A-Za-z][A-Za-z ._-]{1,40})|\b([A-Za-z][A-Za-z-]{0,30}(?:bot|spider|crawler))\b/i;
const POWERSHELL = /\b(?:Windows)?PowerShell\//;

const LONGEST = 64;

/**
 * The family of a user agent: what it is without its versions, its system and its build, so that an update is
 * not a new client. `python-requests/2.31.0` → `python-requests`; a browser → its name; an unknown agent → its
 * product token in lower case, digits and versions cut off, at most 64 characters. Null when there is none.
 */
export function clientFamily(userAgent: string | null): string | null {
  if (userAgent === null || userAgent === '' || userAgent === '-') return null;
  return familyOf(userAgent);
}

const familyOf = memoise(family, 4096, 1024);

function family(userAgent: string): string {
  if (/^(?:Mozilla|Opera)\//.test(userAgent)) return browser(userAgent);
  // The product is what stands before its version or its comment (RFC 9110, 10.1.5).
  const product = /^[^/(;,]*/.exec(userAgent)?.[0].trim() ?? '';
  const name = product
    .toLowerCase()
    .replace(/[ _.-]?v?\d[\w.+-]*$/, '')
    .trim();
  const known = KNOWN.get(product.toLowerCase()) ?? KNOWN.get(name);
  if (known !== undefined) return known;
  const plain = name.replace(/\d+/g, '').trim().slice(0, LONGEST);
  return plain === '' ? 'other' : plain;
}

function browser(userAgent: string): string {
  if (POWERSHELL.test(userAgent)) return 'PowerShell';
  const robot = ROBOT.exec(userAgent);
  const named = robot?.[1] ?? robot?.[2];
  if (named !== undefined && !/^MSIE\b/.test(named)) return named.trim().slice(0, LONGEST);
  return BROWSERS.find(([token]) => token.test(userAgent))?.[1] ?? 'browser';
}
