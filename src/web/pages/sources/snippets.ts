/** A way to send logs here. The full guides are in docs/sources of the project. */
interface Way {
  readonly name: string;
  readonly about: string;
  /** @param address of this service, without a slash at its end */
  readonly text: (address: string) => string;
}

export const WAYS: readonly Way[] = [
  {
    name: 'A file, by hand',
    about:
      'To try it: any access log that names the credential. A log that names none takes ?credential=NAME.',
    text: (address) => `curl --fail-with-body ${address}/v1/events \\
  -H "Authorization: Bearer $ZOOM_MONITOR_KEY" \\
  -H "Content-Type: application/x-ndjson" \\
  --data-binary @zoom-access.log`,
  },
  {
    name: 'nginx or another proxy, shipped by Vector',
    about:
      'Keeps lines on disk while this service is away, and gives none up. docs/sources/nginx.md makes the log.',
    text: (address) => `[sources.zoom]
type = "file"
include = ["/var/log/nginx/zoom-access.log"]
max_line_bytes = 262144

[sinks.zoom_monitor]
type = "http"
inputs = ["zoom"]
uri = "${address}/v1/events"
method = "post"
compression = "gzip"
encoding.codec = "text"
framing.method = "newline_delimited"
auth.strategy = "bearer"
auth.token = "\${ZOOM_MONITOR_KEY}"
request.headers.Content-Type = "application/x-ndjson"
request.retry_attempts = 1000000
batch.max_events = 2000
batch.timeout_secs = 1
buffer.type = "disk"
buffer.max_size = 1073741824
buffer.when_full = "block"
acknowledgements.enabled = true`,
  },
  {
    name: 'Fluent Bit',
    about: 'Each line is a request of its own: fine up to some hundred calls a second.',
    text: (address) => {
      const { hostname, port, protocol } = new URL(address);
      const secure = protocol === 'https:';
      return `pipeline:
  inputs:
    - name: tail
      path: /var/log/nginx/zoom-access.log
      db: /var/lib/fluent-bit/zoom.db
      buffer_max_size: 512k
      storage.type: filesystem
      key: log
  outputs:
    - name: http
      match: '*'
      host: ${hostname}
      port: ${port === '' ? (secure ? 443 : 80) : port}${secure ? '\n      tls: on' : ''}
      uri: /v1/events
      header: Authorization Bearer \${ZOOM_MONITOR_KEY}
      body_key: $log
      headers_key: $headers
      retry_limit: no_limits`;
    },
  },
  {
    name: "Zoom's webhooks",
    about:
      'In the Zoom App Marketplace, under Feature → Event Subscriptions. Set ZOOM_WEBHOOK_SECRET_TOKEN here to the secret token of the app first.',
    text: (address) => `Event notification endpoint URL:
${address}/v1/webhooks/zoom`,
  },
  {
    name: 'A year that you have on disk',
    about: 'On the machine of this service: history is learnt from, and may be interrupted and repeated.',
    text: () => 'zoom-monitor import --format auto access.log.*.gz',
  },
];
