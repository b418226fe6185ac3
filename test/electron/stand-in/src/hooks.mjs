// Make `import ... from 'electron'` and `require('electron')` yield our module.
import Module from 'node:module';

const names = new Set(['electron', 'electron/main', 'electron/common', 'electron/utility', 'electron/renderer']);

/**
 * @param {Record<string, any>} electron the module's exports
 * @param {string[]} exported names for `import { x } from 'electron'`
 * @param {() => void} [onLoad] called when the app first loads it
 */
export function substitute(electron, exported, onLoad = () => {}) {
  globalThis[Symbol.for('electron-stand-in')] = { electron, onLoad };
  const source = `const { electron, onLoad } = globalThis[Symbol.for('electron-stand-in')]; onLoad();\n${exported.map((n) => `export const ${n} = electron.${n};`).join('\n')}\nexport default electron;`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  Module.registerHooks({
    resolve: (spec, context, next) =>
      names.has(spec) && context.conditions?.includes('import')
        ? { url, format: 'module', shortCircuit: true }
        : next(spec, context),
  });
  const load = Module._load;
  Module._load = function (request, ...rest) {
    if (!names.has(request)) return load.call(this, request, ...rest);
    onLoad();
    return electron;
  };
}
