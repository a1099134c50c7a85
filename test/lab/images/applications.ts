import type { LabImage } from './image.ts';
import { TLS } from './servers.ts';

/** Mail servers, and what people run behind a web server. */
export const APPLICATIONS: readonly LabImage[] = [
  {
    image: 'dovecot/dovecot:2.3',
    source: 'dovecot/docker, 2.3.21, Dockerfile and dovecot.conf, without tini; IMAP alone',
    prepare: `
      rm -rf /etc/dovecot /var/lib/dovecot/*; mkdir -p /etc/dovecot /srv/mail
      sed -i '/^[^:]*:[^:]*:1000:/d' /etc/passwd /etc/group
      echo 'vmail:x:1000:1000::/srv/vmail:/bin/sh' >> /etc/passwd; echo 'vmail:x:1000:' >> /etc/group; chown vmail:vmail /srv/mail
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=lab -keyout /etc/dovecot/key.pem -out /etc/dovecot/cert.pem 2>/dev/null
      cat > /etc/dovecot/dovecot.conf <<X
mail_home = /srv/mail/%Lu
mail_location = sdbox:~/Mail
mail_uid = 1000
mail_gid = 1000
first_valid_uid = 1000
last_valid_uid = 1000
protocols = imap
passdb {
  driver = static
  args = password=pass
}
ssl = yes
ssl_cert = <cert.pem
ssl_key = <key.pem
listen = *
log_path = /dev/stdout
X`,
    entry: 'exec dovecot -F',
    // logs in, and stores some file as a message
    probe: 'curl -fsS -u one:pass -T /etc/hostname imap://127.0.0.1/INBOX',
    data: '/srv/mail',
    owner: 1000,
    keyed: {
      files: { '/etc/dovecot/cert.pem': 'cert', '/etc/dovecot/key.pem': 'key' },
      key: '/etc/dovecot/key.pem',
      probe: 'curl -fsSk -u one:pass -T /etc/hostname imaps://127.0.0.1/INBOX',
    },
  },
  {
    image: 'boky/postfix:v4',
    source: 'bokysan/docker-postfix, Dockerfile, scripts/run.sh and functions.sh, without supervisord, rsyslog and OpenDKIM',
    prepare: `
      rm -rf /var/spool/postfix; mkdir -p /var/spool/postfix /etc/postfix.default; printf 'compatibility_level = 3.6\\n' > /etc/postfix/main.cf
      postconf -e mynetworks=127.0.0.0/8 mydestination= relay_domains= alias_maps= alias_database= inet_protocols=ipv4
      cp /etc/postfix/*.cf /etc/postfix.default/`,
    entry: `
      chmod 1777 /tmp /var/run; touch /tmp/test; rm /tmp/test
      for file in /etc/postfix.default/*.cf; do [ -f "/etc/postfix/$(basename "$file")" ] || cp "$file" /etc/postfix/; done
      cd /var/spool/postfix; mkdir -p pid dev private public etc
      chown root: . pid || :; chown -R postfix:postdrop private public || :
      postfix set-permissions > /dev/null 2>&1 || :
      cp -fp /etc/nsswitch.conf /etc/services /etc/hosts /etc/passwd etc || :
      postconf -e smtpd_helo_required=yes
      postconf -M 'submission/inet=submission inet n - y - - smtpd'
      if [ -n "$POSTFIX_smtpd_tls_key_file" ]; then postconf -e smtpd_tls_security_level=may smtpd_tls_key_file=$POSTFIX_smtpd_tls_key_file smtpd_tls_cert_file=$POSTFIX_smtpd_tls_cert_file; fi
      exec postfix start-fg`,
    // some file as a message, which is queued
    probe: 'curl -fsS --mail-from one@lab.example --mail-rcpt two@lab.example -T /etc/hostname smtp://127.0.0.1:587/lab.example',
    data: '/var/spool/postfix',
    keyed: {
      files: TLS,
      key: '/lab/key.pem',
      env: { POSTFIX_smtpd_tls_cert_file: '/lab/cert.pem', POSTFIX_smtpd_tls_key_file: '/lab/key.pem' },
      probe: 'curl -fsSk --ssl-reqd --mail-from one@lab.example --mail-rcpt two@lab.example -T /etc/hostname smtp://127.0.0.1:587/lab.example',
    },
  },
  {
    image: 'wordpress:6.1',
    source: 'docker-library/wordpress, latest/php8.2/apache, Dockerfile and docker-entrypoint.sh; without a database: its page of installation',
    prepare: `
      own www-data; rm -rf /var/www/html; mkdir -p /var/www/html /usr/src; chown www-data:www-data /var/www/html; chmod 1777 /var/www/html
      cp -rL /usr/share/wordpress /usr/src/wordpress; rm -rf /usr/src/wordpress/wp-config.php /usr/src/wordpress/wp-content/*/*
      cat > /etc/apache2/apache2.conf <<X
ServerRoot /etc/apache2
ServerName localhost
Listen 80
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
TypesConfig /dev/null
LoadModule php_module /usr/lib/apache2/modules/libphp8.2.so
AddHandler application/x-httpd-php .php
User www-data
Group www-data
StartServers 1
DocumentRoot /var/www/html
PidFile /run/apache2/apache2.pid
ErrorLog /proc/self/fd/2
X`,
    entry: `
      cd /var/www/html
      if [ ! -e index.php ] && [ ! -e wp-includes/version.php ]; then
        if [ "$(id -u)" = 0 ]; then
          user=www-data group=www-data keep=
          if [ "$(stat -c %u:%g .)" = 0:0 ]; then chown www-data:www-data .; fi
        else
          user=$(id -u) group=$(id -g) keep=--no-overwrite-dir
        fi
        bash -eo pipefail -c "tar -c -C /usr/src/wordpress --owner $user --group $group . | tar -x $keep"
      fi
      mkdir -p /run/apache2; rm -f /run/apache2/apache2.pid; exec apache2 -DFOREGROUND`,
    probe: 'curl -fsS http://127.0.0.1/wp-admin/setup-config.php | grep -q WordPress',
    data: '/var/www/html',
  },
  {
    image: 'registry:2',
    source: 'distribution/distribution-library-image, Dockerfile and entrypoint.sh',
    prepare: `
      mkdir -p /var/lib/registry
      printf 'version: 0.1\\nstorage: { filesystem: { rootdirectory: /var/lib/registry } }\\nhttp: { addr: ":5000" }\\n' > /etc/docker/registry/config.yml`,
    entry: 'exec docker-registry serve /etc/docker/registry/config.yml',
    // uploads a layer of two bytes
    probe: upload('http'),
    data: '/var/lib/registry',
    keyed: {
      files: TLS,
      key: '/lab/key.pem',
      env: { REGISTRY_HTTP_TLS_CERTIFICATE: '/lab/cert.pem', REGISTRY_HTTP_TLS_KEY: '/lab/key.pem' },
      probe: upload('https'),
    },
  },
];

/** A registry that cannot store it says so by its status (22 of curl), at each request. */
function upload(scheme: 'http' | 'https'): string {
  const begun = `$(curl -fsSk --http1.1 -X POST -D - -o /dev/null ${scheme}://127.0.0.1:5000/v2/a/blobs/uploads/)`;
  const digest = "sha256:$(printf hi | sha256sum | cut -d' ' -f1)";
  return `at=${begun}; case $? in 0) ;; 22) exit 99 ;; *) exit 1 ;; esac; at=$(echo "$at" | sed -n 's/\\r$//; s/^Location: //p'); curl -fsSk -X PUT --data-binary hi -H 'Content-Type: application/octet-stream' "$at&digest=${digest}"`;
}
