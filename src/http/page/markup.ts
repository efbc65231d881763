/** The page without its contents: script.ts fills it, as text only. */
export const MARKUP = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Open alerts · zoom-usage-monitor</title>
<link rel="icon" href="/page.svg">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<a class="skip" href="#alerts">Skip to the alerts</a>
<header>
<h1>Open alerts</h1>
<p id="summary" role="status"></p>
<p class="actions">
<button id="reload" type="button" hidden>Reload <kbd>r</kbd></button>
<button id="leave" type="button" hidden>Forget the key</button>
</p>
</header>
<main>
<noscript><p>This page needs JavaScript. The same alerts are at GET /v1/alerts.</p></noscript>
<p id="problem" role="alert" hidden></p>
<form id="ask" hidden>
<label for="key">Key with the role read, respond or admin</label>
<div class="row">
<input id="key" type="password" autocomplete="off" spellcheck="false" required aria-describedby="key-help">
<button type="submit">Show alerts</button>
</div>
<p id="key-help">It stays in this tab until the tab is closed. A new one:
<code>zoom-monitor keys create --role read --name NAME</code></p>
</form>
<ol id="alerts" tabindex="-1"></ol>
</main>
<footer>
<p><kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> evidence · <kbd>r</kbd> reload ·
<a href="/openapi.json">the API</a></p>
</footer>
</body>
</html>
`;

/** The mark of a critical alert, in the tab. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M8 1l7 14H1z" fill="#a3123a"/></svg>`;
