import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileDeployed } from "./compile.mjs";
import { contractsFolder } from "./read-import.mjs";

/**
 * The custom errors of the deployed contracts' ABIs that no test names as `Owner.Name.selector`, as "Owner.Name".
 * Errors that a library from outside declares are that library's to test.
 */
export function unreachedErrors() {
  const declared = declaredErrors();
  const reachable = new Set(
    compileDeployed().flatMap(({ abi }) =>
      abi.filter((entry) => entry.type === "error").map((entry) => entry.name),
    ),
  );
  const tests = solidityIn("test").join("\n");
  return declared
    .filter(({ name }) => reachable.has(name))
    .map(({ owner, name }) => `${owner}.${name}`)
    .filter((error) => !tests.includes(`${error}.selector`));
}

/** Every error that a contract, interface or library of src declares, with its owner's name. */
function declaredErrors() {
  return solidityIn("src").flatMap((text) => {
    const owner = /^(?:abstract )?(?:contract|interface|library) (\w+)/m.exec(text)?.[1];
    return [...text.matchAll(/^\s*error (\w+)\(/gm)].map((match) => ({ owner, name: match[1] }));
  });
}

function solidityIn(folder) {
  return readdirSync(join(contractsFolder, folder), { recursive: true })
    .filter((name) => name.endsWith(".sol"))
    .map((name) => readFileSync(join(contractsFolder, folder, name), "utf8"));
}
