/**
 * Names of settings that hold a credential, by their last words; where these are long enough, other words may be glued to them. Names of
 * files, of Secrets and of settings about credentials have other ends.
 */
const CREDENTIAL_NAME =
  /(?:PASSWORD|PASSWD|PASSPHRASE|ACCOUNT_?KEY|(?:^|[_.-])(?:PASS|PWD|API_?KEY|SECRET_?KEY|SECRET_?ACCESS_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|MASTER_?KEY|(?:CLIENT|JWT|SESSION|APP|APPLICATION|COOKIE|AUTH|NEXTAUTH|WEBHOOK|SIGNING|SHARED|CSRF|HMAC|OAUTH)_?SECRET|(?:ACCESS|AUTH|API|BEARER|BOT|REFRESH|ROOT|ADMIN|GITHUB|GITLAB|SLACK|HF|NPM|VAULT|INFLUXDB|PERSONAL_ACCESS)_?TOKEN|CREDENTIALS?))$/i;

/** The whole name of a variable that holds a credential: what else it may be called in a file of settings, such as `token: word`, says little. */
const WHOLE_NAME = /^TOKEN$/;

/** Names whose value is a credential only if it looks random. */
const VAGUE_NAME = /(?:^|[_.-])(?:SECRET|TOKEN|KEY)$/i;

/** Names of switches and numbers about credentials, and names of public values. */
const NO_CREDENTIAL = /^(?:OLD)?PWD$|(?:^|_)(?:ALLOW|ENABLE|DISABLE|REQUIRE|RANDOM|EMPTY|USE|SKIP|VALIDATE|GENERATE|PUBLIC|PUBLISHABLE)_/i;

/** Passwords of many guides: whoever reaches the program tries them first, without having read the file. */
const WELL_KNOWN =
  /^(?:changeme|change-?it|password\d{0,3}|passw0rd|pass|secret|admin\d{0,3}|root|test\d{0,3}|guest|postgres|mysql|example|demo|dev|default|123\d*|letmein|minio(?:admin|123)?)$/i;

/** What a tool replaces, or what means that there is no value. */
const NO_VALUE =
  /^(?:\$\{?.*|%.*%|__.*__|@.*@|\{\{.*|#\{.*|[*.\u2022-]{2,}|null|none|nil|undefined|unset|empty|true|false|yes|no|on|off|disabled?|enabled?|optional|required|prompt|auto|random|generated?|n\/a)$/i;

/** What a person must replace. A password is what stands there until then. */
const PLACEHOLDER =
  /^(?:<.*>|\[.*\]|x{2,}|.*\.{3}|redacted|todo|tbd|fixme)$|^your|(?:^|[^a-z])(?:replace|fill|insert|placeholder|dummy|fake|put[_-]?your|change[_-]?this|to[_-]?be)(?:[^a-z]|$)|EXAMPLE/i;

/** The name of a variable, written in place of its value. */
const VARIABLE_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Formats that only a credential has. Source: the documentation of the issuers. */
const TOKEN_FORMATS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[^A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?:[^A-Z0-9]|$)/, 'an AWS access key'],
  [/(?:^|[^\w])gh[pousr]_[A-Za-z0-9]{36,}/, 'a GitHub token'],
  [/(?:^|[^\w])github_pat_[A-Za-z0-9_]{50,}/, 'a GitHub token'],
  [/(?:^|[^\w])glpat-[\w-]{20,}/, 'a GitLab token'],
  [/(?:^|[^\w])xox[abprs]-[\w-]{20,}/, 'a Slack token'],
  [/(?:^|[^\w])sk_live_[A-Za-z0-9]{20,}/, 'a Stripe key'],
  [/(?:^|[^\w])AIza[\w-]{35}(?:[^\w-]|$)/, 'a Google API key'],
  [/-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP |ENCRYPTED )?PRIVATE KEY/, 'a private key'],
];

/** A URL with a user and a password. */
const URL_LOGIN = /^[a-z][a-z0-9+.-]*:\/\/([^\s:/@]*):([^\s/@]+)@/i;

/** Why a value is a credential: by its format, by its name, or by its name with a well-known password or one that waits to be replaced. */
export type CredentialSign = { readonly kind: 'format'; readonly what: string } | { readonly kind: 'name' | 'well-known' | 'placeholder' };

/**
 * Why a setting with this name and literal value is a credential; `undefined` if it is none, or if that is not sure. Placeholders,
 * references, paths, switches and names of other objects are not credentials.
 */
export function credentialIn(given: string, value: string): CredentialSign | undefined {
  const text = value.trim();
  const name = inWords(given);
  if (text === '' || NO_VALUE.test(text) || VARIABLE_NAME.test(text)) return undefined;
  if (PLACEHOLDER.test(text)) return /PASS|PWD/i.test(name) && CREDENTIAL_NAME.test(name) && !NO_CREDENTIAL.test(name) ? { kind: 'placeholder' } : undefined;
  const format = tokenFormat(text);
  if (format !== undefined) return { kind: 'format', what: format };
  if (/^(?:\/|\.{1,2}\/|~|[a-z][a-z0-9+.-]*:\/\/|file:|arn:)/i.test(text) || /\s/.test(text) || /\$[({]/.test(text)) return undefined;
  if (NO_CREDENTIAL.test(name)) return undefined;
  if (CREDENTIAL_NAME.test(name) || (WHOLE_NAME.test(given) && text.length >= 8)) {
    if (namesSecret(text) || namesFile(text)) return undefined;
    const password = /PASS|PWD/i.test(name);
    if (!password && /^\d+$/.test(text)) return undefined;
    return { kind: WELL_KNOWN.test(text) ? 'well-known' : 'name' };
  }
  return VAGUE_NAME.test(name) && looksRandom(text) ? { kind: 'name' } : undefined;
}

/** Whether a setting with this name holds a credential, by its name alone. A name of a file, such as `PASSWORD_FILE`, does not. */
export function isCredentialName(given: string): boolean {
  const name = inWords(given);
  return !NO_CREDENTIAL.test(name) && (CREDENTIAL_NAME.test(name) || /(?:^|[_.-])(?:SECRET|TOKEN)$/i.test(name));
}

/** A name with its words apart: `apiPassword` is `api_Password`. */
function inWords(name: string): string {
  return name.replace(/([a-z\d])(?=[A-Z])/g, '$1_');
}

/** The kind of credential, such as `a GitHub token`, whose format occurs anywhere in a text; `undefined` if none does. */
export function tokenFormat(text: string): string | undefined {
  if (/EXAMPLE/.test(text)) return undefined;
  const found = TOKEN_FORMATS.find(([pattern]) => pattern.test(text));
  if (found) return found[1];
  const password = URL_LOGIN.exec(text)?.[2];
  return password !== undefined && !/[$<{*]/.test(password) && !NO_VALUE.test(password) && !PLACEHOLDER.test(password) ? 'a URL with a password' : undefined;
}

/** Whether a key of a Secret object holds a credential, by its name. */
export function isCredentialKey(key: string): boolean {
  return (
    CREDENTIAL_NAME.test(inWords(key)) ||
    VAGUE_NAME.test(inWords(key)) ||
    /^(?:tls\.key|ssh-privatekey|\.dockerconfigjson|\.dockercfg|.*\.(?:pem|key|p12|pfx|jks))$/i.test(key)
  );
}

/** Whether a text is the name of a Secret or of one of its keys: then it is a reference and not the credential. */
function namesSecret(text: string): boolean {
  return /^[a-z0-9]+(?:[-.][a-z0-9]+)*[-.](?:secrets?|credentials?|creds|passwords?|tokens?|keys?|auth|tls|cert|config)$/.test(text);
}

function namesFile(text: string): boolean {
  return /\.(?:json|ya?ml|pem|key|crt|txt|env|conf|ini)$/i.test(text);
}

/** Whether a text has at least 20 characters, letters and digits, and none of the separators in names. */
function looksRandom(text: string): boolean {
  return text.length >= 20 && /[a-zA-Z]/.test(text) && /\d/.test(text) && /^[A-Za-z0-9+/=_]+$/.test(text);
}
