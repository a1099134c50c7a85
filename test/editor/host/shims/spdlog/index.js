// Stands in for VS Code's native logger: the workbench reads the files that it writes back as output channels.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
const INFO = 2;

class FileLogger {
  #file;
  #level = INFO;
  #decorated = true;

  constructor(_name, file) {
    this.#file = file;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  setPattern() {}

  clearFormatters() {
    this.#decorated = false;
  }

  flush() {}

  drop() {}

  write(level, text) {
    if (level < this.#level) {
      return;
    }
    const line = this.#decorated ? `${new Date().toISOString()} [${LEVELS[level]}] ${text}\n` : text;
    try {
      fs.appendFileSync(this.#file, line);
    } catch {
      // The data folder goes away while the server stops; a lost log line then is of no interest.
    }
  }
}

for (const [level, name] of LEVELS.entries()) {
  FileLogger.prototype[name] = function (text) {
    this.write(level, text);
  };
}

const nothing = () => undefined;

// One by one: VS Code imports these by name, and Node finds the names of a CommonJS module only in assignments.
exports.version = 1;
exports.Logger = FileLogger;
exports.createRotatingLogger = (name, file) => new FileLogger(name, file);
exports.createAsyncRotatingLogger = (name, file) => Promise.resolve(new FileLogger(name, file));
exports.setLevel = nothing;
exports.setFlushOn = nothing;
exports.shutdown = nothing;
