// Stands for npm, node-gyp and prebuild-install in a fake checkout: notes how it was called, then does what the
// variable with its name says: it `fails`, or leaves something `good` or `bad` behind.
const fs = require('node:fs');
const path = require('node:path');

const complaints = {
  npm: 'npm error: no network',
  'node-gyp': 'main.c:1:2: error: this is not C',
  'prebuild-install': 'getaddrinfo ENOTFOUND github.com',
};
const { FAKE_ROOT: root, npm_config_nodedir: nodedir, PATH: programs } = process.env;
const name = Object.keys(complaints).find((each) => process.argv[1].split(path.sep).includes(each));
const call = { name, args: process.argv.slice(2), cwd: process.cwd(), nodedir, programs };
fs.appendFileSync(path.join(root, 'calls'), `${JSON.stringify(call)}\n`);

const outcome = process.env[`FAKE_${name}`];
if (outcome === 'fails') {
  console.error(complaints[name]);
  process.exitCode = 1;
} else if (name === 'npm') fs.cpSync(path.join(root, 'ready'), path.join(root, 'node_modules'), { recursive: true });
else {
  fs.mkdirSync('build/Release', { recursive: true });
  fs.writeFileSync('build/Release/node_sqlite3.node', outcome);
}
