/** Two house rules that are too small to be worth a dependency. */

const kebabCaseFile = {
  create(context) {
    return {
      Program(node) {
        const name = context.filename.split("/").at(-1);
        if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d|config))?\.(ts|tsx)$/.test(name)) {
          context.report({ node, message: `File names are kebab-case: ${name}` });
        }
      },
    };
  },
};

const noBarrel = {
  create(context) {
    return {
      ExportAllDeclaration(node) {
        context.report({ node, message: "No barrel files: import from the file that defines it." });
      },
    };
  },
};

export const house = { rules: { "kebab-case-file": kebabCaseFile, "no-barrel": noBarrel } };
