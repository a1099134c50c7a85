// Preloaded into what is measured (`node --require`): writes what the process has used to file descriptor 3, at SIGUSR2 and at its end.
const { writeSync } = require('node:fs');

function report() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpu: (userCPUTime + systemCPUTime) / 1000, peak: maxRSS / 1024, heap: process.memoryUsage().heapUsed / 1024 / 1024 };
  writeSync(3, `${JSON.stringify(usage)}\n`);
}

process.on('exit', report);
process.on('SIGUSR2', () => {
  // twice: what a finalizer lets go is collected the second time
  globalThis.gc?.();
  globalThis.gc?.();
  report();
});
