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

module.exports = {
  version: 1,
  Logger: FileLogger,
  createRotatingLogger: (name, file) => new FileLogger(name, file),
  createAsyncRotatingLogger: (name, file) => Promise.resolve(new FileLogger(name, file)),
  setLevel: nothing,
  setFlushOn: nothing,
  shutdown: nothing,
};
