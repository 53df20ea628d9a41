#!/usr/bin/env node
// Starts the binary from the package for this system, and exits as the binary does.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const systems = require('./systems.json');

function stop(what, fix) {
  console.error(`error: ${what}\n  fix: ${fix}`);
  process.exit(1);
}

const system = `${process.platform} ${process.arch}`;
if (!systems[system]) {
  stop(`sa-infra has no package for ${system}, only for ${Object.keys(systems).join(', ')}`, 'cargo install sa-infra');
}
const [name, file] = systems[system];
let program;
try {
  program = require.resolve(`${name}/${file}`);
} catch {
  stop(`the package ${name} is not installed; it has the binary for ${system}`,
    'npm install sa-infra on this system, without --omit=optional');
}

// Before the binary starts, so that no signal ends the launcher alone.
let child;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // A terminal sends Ctrl-C to the binary too. A second one would cancel more.
  process.on(signal, () => signal === 'SIGINT' && process.stdin.isTTY || child.kill(signal));
}
child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
child.on('error', (error) => stop(`${program} does not start: ${error.message}`, 'remove node_modules and install sa-infra again'));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
