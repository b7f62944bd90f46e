import { readdirSync } from "node:fs";

import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import reactRefresh from "eslint-plugin-react-refresh";
import globals from "globals";
import tseslint from "typescript-eslint";

import { house } from "./scripts/eslint-house.js";

const features = readdirSync(new URL("./src/features", import.meta.url));
const tests = ["**/*.test.ts", "**/*.test.tsx", "src/test/**"];

/** Forbids imports that point up the one-way street app → features → realtime, components, lib. */
function zone(files, above, why) {
  const group = above.map((folder) => `@/${folder}/**`);
  return {
    files: [files],
    ignores: tests,
    rules: {
      "no-restricted-imports": ["error", { patterns: [climbing, { group, message: why }] }],
    },
  };
}

const climbing = {
  regex: "^\\.\\./",
  message: "Imports that leave their folder start with @/, so that the zones can be checked.",
};

const notSiblings = (feature) => features.filter((f) => f !== feature).map((f) => `features/${f}`);

export default tseslint.config(
  { ignores: ["dist", "src/contract/api.ts", "src/contract/events.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      reactHooks.configs.flat.recommended,
      jsxA11y.flatConfigs.strict,
    ],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { house, "react-refresh": reactRefresh },
    rules: {
      "house/kebab-case-file": "error",
      "house/no-barrel": "error",
      "no-restricted-imports": ["error", { patterns: [climbing] }],
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // What people write becomes elements, never HTML: no door for scripts is left to guard.
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "JSXAttribute[name.name='dangerouslySetInnerHTML'], Property[key.name='dangerouslySetInnerHTML']",
          message: "Draw elements; HTML strings can carry scripts.",
        },
        {
          selector:
            "AssignmentExpression > MemberExpression.left[property.name=/^(inner|outer)HTML$/], CallExpression > MemberExpression.callee[property.name=/^(insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe|createContextualFragment)$/], CallExpression[callee.object.name='document'][callee.property.name=/^write(ln)?$/]",
          message: "Build elements; HTML strings can carry scripts.",
        },
        {
          selector: "CallExpression[callee.name='t'] > TemplateLiteral[quasis.0.value.raw='']",
          message: "Begin the key in words: by them scripts/phrases.ts finds what a chunk needs.",
        },
      ],
      complexity: ["error", 10],
      "max-lines": ["error", 250],
      "max-lines-per-function": ["error", { max: 50, skipComments: true }],
    },
  },
  { files: ["**/*.tsx"], rules: { "max-lines-per-function": ["error", { max: 80 }] } },
  {
    files: tests,
    rules: { "max-lines": ["error", 500], "max-lines-per-function": "off" },
  },
  { files: ["src/strings/**"], rules: { "max-lines": "off" } },
  zone("src/lib/**", ["app", "features", "realtime", "components"], "lib/ knows no interface."),
  zone(
    "src/contract/**",
    ["app", "features", "realtime", "components", "lib"],
    "contract/ is data.",
  ),
  zone("src/realtime/**", ["app", "features", "components"], "realtime/ knows no feature."),
  zone("src/components/**", ["app", "features", "realtime"], "components/ knows no feature."),
  ...features.map((feature) =>
    zone(
      `src/features/${feature}/**`,
      ["app", ...notSiblings(feature)],
      "Features do not import each other; compose them in app/.",
    ),
  ),
  { files: ["*.js", "scripts/**"], languageOptions: { globals: globals.node } },
  { files: ["public/**"], languageOptions: { globals: globals.browser, sourceType: "script" } },
);
