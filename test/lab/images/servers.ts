import type { LabImage } from './image.ts';

/** Where certificate and key are mounted. */
export const TLS = { '/lab/cert.pem': 'cert', '/lab/key.pem': 'key' } as const;

/** nginx as its Dockerfile leaves it: logs to the outputs, temporary files in /var/cache/nginx. */
const NGINX = `
  rm -rf /etc/nginx /var/log/nginx /run/nginx.pid; mkdir -p /etc/nginx/conf.d /var/log/nginx /var/cache/nginx /usr/share/nginx/html
  ln -s /dev/stdout /var/log/nginx/access.log; ln -s /dev/stderr /var/log/nginx/error.log; echo hello > /usr/share/nginx/html/index.html`;

/** Where the packaged program would keep temporary files, as the published build has them. */
const CACHES = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path /var/cache/nginx/${name}_temp;`).join(' ');

const site = (port: number) => `server { listen ${port}; root /usr/share/nginx/html; }`;

function httpd(image: string, source: string): LabImage {
  return {
    image,
    source,
    prepare: `
      own www-data; mkdir -p /usr/local/apache2/logs /usr/local/apache2/conf /usr/local/apache2/htdocs; echo hello > /usr/local/apache2/htdocs/index.html
      chown -R www-data:www-data /usr/local/apache2/htdocs; touch /usr/local/apache2/conf/tls.conf
      ln -s /usr/lib/apache2/modules /usr/local/apache2/modules
      cat > /usr/local/apache2/conf/httpd.conf <<X
ServerRoot /usr/local/apache2
ServerName localhost
Listen 80
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule ssl_module modules/mod_ssl.so
User www-data
Group www-data
DocumentRoot /usr/local/apache2/htdocs
PidFile logs/httpd.pid
ErrorLog /proc/self/fd/2
Include conf/tls.conf
X`,
    entry: 'rm -f /usr/local/apache2/logs/httpd.pid; exec apache2 -f /usr/local/apache2/conf/httpd.conf -DFOREGROUND',
    probe: 'curl -fsS http://127.0.0.1/index.html | grep -q hello',
    keyed: {
      files: { '/usr/local/apache2/conf/tls.conf': 'Listen 443\nSSLEngine on\nSSLCertificateFile /lab/cert.pem\nSSLCertificateKeyFile /lab/key.pem\n', ...TLS },
      key: '/lab/key.pem',
      probe: 'curl -fsSk https://127.0.0.1/index.html | grep -q hello',
    },
  };
}

/** Web servers, proxies and monitoring. */
export const SERVERS: readonly LabImage[] = [
  {
    image: 'nginx:1.22',
    source: 'nginx/docker-nginx, stable/debian, Dockerfile, nginx.conf and docker-entrypoint.sh',
    prepare: `own nginx; ${NGINX}
      echo '${site(80)}' > /etc/nginx/conf.d/default.conf
      echo 'user nginx; pid /run/nginx.pid; error_log /var/log/nginx/error.log; events {} http { ${CACHES} access_log /var/log/nginx/access.log; include /etc/nginx/conf.d/*.conf; }' > /etc/nginx/nginx.conf`,
    entry: `exec nginx -g 'daemon off;'`,
    probe: 'curl -fsS http://127.0.0.1/ | grep -q hello',
    keyed: {
      files: {
        '/etc/nginx/conf.d/tls.conf': 'server { listen 443 ssl; ssl_certificate /lab/cert.pem; ssl_certificate_key /lab/key.pem; root /usr/share/nginx/html; }',
        ...TLS,
      },
      key: '/lab/key.pem',
      probe: 'curl -fsSk https://127.0.0.1/ | grep -q hello',
    },
  },
  {
    image: 'nginxinc/nginx-unprivileged:1.22',
    source: 'nginx/docker-nginx-unprivileged, stable/debian, Dockerfile',
    prepare: `own nginx; ${NGINX}
      echo '${site(8080)}' > /etc/nginx/conf.d/default.conf; chown -R $U:0 /var/cache/nginx /etc/nginx; chmod -R g+w /var/cache/nginx /etc/nginx
      echo 'pid /tmp/nginx.pid; error_log /var/log/nginx/error.log; events {} http { ${CACHES.replaceAll('/var/cache/nginx', '/tmp')} access_log /var/log/nginx/access.log; include /etc/nginx/conf.d/*.conf; }' > /etc/nginx/nginx.conf`,
    entry: `exec nginx -g 'daemon off;'`,
    probe: 'curl -fsS http://127.0.0.1:8080/ | grep -q hello',
  },
  httpd('httpd:2.4', 'docker-library/httpd, Dockerfile, httpd-foreground'),
  httpd('httpd:2.4-alpine', 'docker-library/httpd, 2.4/alpine, Dockerfile, httpd-foreground, with the tools of busybox'),
  {
    image: 'haproxy:2.6',
    source: 'docker-library/haproxy, 2.6, Dockerfile and docker-entrypoint.sh',
    prepare: `
      own haproxy; mkdir -p /usr/local/etc/haproxy /var/lib/haproxy; chown haproxy:haproxy /var/lib/haproxy
      printf 'defaults\\n mode http\\n timeout client 5s\\nfrontend f\\n bind :8080\\n http-request return status 200 content-type text/plain string hello\\n' > /usr/local/etc/haproxy/haproxy.cfg`,
    entry: 'exec haproxy -W -db -f /usr/local/etc/haproxy/haproxy.cfg',
    probe: 'curl -fsS http://127.0.0.1:8080/ | grep -q hello',
    keyed: {
      files: {
        '/usr/local/etc/haproxy/haproxy.cfg':
          'defaults\n mode http\n timeout client 5s\nfrontend f\n bind :8080\n http-request return status 200 content-type text/plain string own\n',
      },
      probe: 'curl -fsS http://127.0.0.1:8080/ | grep -q own',
    },
  },
  {
    image: 'caddy:2.6',
    source: 'caddyserver/caddy-docker, 2.6, Dockerfile (setcap cap_net_bind_service=+ep)',
    prepare: `
      mkdir -p /config/caddy /data/caddy /etc/caddy /usr/share/caddy; chmod 1777 /config/caddy /data/caddy; echo hello > /usr/share/caddy/index.html
      setcap cap_net_bind_service=+ep /usr/bin/caddy; printf ':80 {\\n root * /usr/share/caddy\\n file_server\\n}\\n' > /etc/caddy/Caddyfile`,
    entry: 'export XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data; exec caddy run --config /etc/caddy/Caddyfile --adapter caddyfile',
    probe: 'curl -fsS http://127.0.0.1/ | grep -q hello',
    data: '/data',
    keyed: {
      files: { '/etc/caddy/Caddyfile': ':443 {\n tls /lab/cert.pem /lab/key.pem\n respond own\n}\n', ...TLS },
      key: '/lab/key.pem',
      probe: 'curl -fsSk https://localhost/ | grep -q own',
    },
  },
  {
    image: 'prom/prometheus:v2.42.0',
    source: 'prometheus/prometheus, Dockerfile',
    prepare: `
      mkdir -p /prometheus /etc/prom; chown $U:$G /prometheus; printf 'global: {}\\n' > /etc/prom/prometheus.yml`,
    entry: 'cd /prometheus; exec prometheus --config.file=/etc/prom/prometheus.yml --storage.tsdb.path=/prometheus',
    probe: `curl -fsS 'http://127.0.0.1:9090/api/v1/query?query=1' | grep -q success`,
    data: '/prometheus',
    keyed: {
      files: { '/etc/prom/prometheus.yml': 'global: { external_labels: { of: host } }\n' },
      probe: "curl -fsS http://127.0.0.1:9090/api/v1/status/config | grep -q 'of: host'",
    },
  },
  {
    image: 'prom/node-exporter:v1.5.0',
    source: 'prometheus/node_exporter, Dockerfile',
    prepare: ':',
    entry: 'exec prometheus-node-exporter',
    probe: 'curl -fsS http://127.0.0.1:9100/metrics | grep -q node_',
  },
  {
    image: 'prom/alertmanager:v0.25.0',
    source: 'prometheus/alertmanager, Dockerfile',
    prepare: `mkdir -p /alertmanager; chown $U:$G /alertmanager; printf 'route: {receiver: a}\\nreceivers: [{name: a}]\\n' > /etc/alertmanager.yml`,
    entry: 'cd /alertmanager; exec prometheus-alertmanager --config.file=/etc/alertmanager.yml --storage.path=/alertmanager --cluster.listen-address=',
    probe: 'curl -fsS http://127.0.0.1:9093/-/ready',
    data: '/alertmanager',
  },
  {
    image: 'prom/pushgateway:v1.5.1',
    source: 'prometheus/pushgateway, Dockerfile',
    prepare: ':',
    entry: 'exec prometheus-pushgateway',
    probe: 'curl -fsS http://127.0.0.1:9091/-/ready',
  },
  {
    image: 'eclipse-mosquitto:2.0',
    source: 'eclipse/mosquitto, docker/2.0, Dockerfile and docker-entrypoint.sh',
    prepare: `
      own mosquitto; mkdir -p /mosquitto/config /mosquitto/data /mosquitto/log; chown -R mosquitto:mosquitto /mosquitto
      printf 'listener 1883\\nallow_anonymous true\\npersistence true\\npersistence_location /mosquitto/data/\\n' > /mosquitto/config/mosquitto.conf`,
    entry: `
      if [ "$(id -u)" = 0 ] && [ -d /mosquitto ]; then chown -R mosquitto:mosquitto /mosquitto || true; fi
      exec mosquitto -c /mosquitto/config/mosquitto.conf`,
    probe: 'mosquitto_pub -h 127.0.0.1 -t seen -r -m 1 && test "$(mosquitto_sub -h 127.0.0.1 -t seen -C 1 -W 2)" = 1',
    data: '/mosquitto/data',
    keyed: {
      files: {
        '/mosquitto/config/mosquitto.conf': 'listener 8883\nallow_anonymous true\ncertfile /lab/cert.pem\nkeyfile /lab/key.pem\n',
        ...TLS,
      },
      probe: 'mosquitto_pub -h 127.0.0.1 -p 8883 --cafile /lab/cert.pem --insecure -t seen -m 1',
    },
  },
];
