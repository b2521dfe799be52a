"""Makes clients from the contract into build/sdk/: `python docs/sdk/make.py python typescript java`.

Runs in the environment that `make sdk` sets up. Without names, makes what this machine has the programs for.
"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prepare import prepare

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = PROJECT / "docs" / "sdk"
TARGET = PROJECT / "build" / "sdk"
CONTRACT = TARGET / "contract.json"

# Debian's libjakarta-annotation-api-java; what else the Java client needs comes with its generator.
ANNOTATIONS = Path("/usr/share/java/jakarta-annotation-api.jar")


def make_python(version: str) -> None:
    """Make a package and its wheel."""
    target = TARGET / "python"
    config = str(SOURCES / "python" / "config.yaml")
    run(
        "openapi-python-client", "generate", "--path", str(CONTRACT), "--config", config,
        "--custom-template-path", str(SOURCES / "python" / "templates"),
        "--meta", "setup", "--output-path", str(target), "--overwrite", "--fail-on-warning",
    )  # fmt: skip
    write_readme("python", "example.py")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--no-build-isolation", "--wheel-dir", str(TARGET / "dist"), str(target))  # fmt: skip
    print(f"python      {TARGET / 'dist' / f'call_quality_client-{version}-py3-none-any.whl'}")


def make_typescript(version: str) -> None:
    """Make a package of types, their declarations and its archive."""
    target = TARGET / "typescript"
    shutil.copytree(SOURCES / "typescript", target, dirs_exist_ok=True)
    write_readme("typescript", "example.ts")
    run("npm", "ci", "--silent", "--no-audit", "--no-fund", where=target)
    run("npm", "pkg", "set", f"version={version}", where=target)
    run(
        "npx", "openapi-typescript", str(CONTRACT), "--output", "src/schema.ts", "--root-types",
        "--root-types-no-schema-prefix", "--default-non-nullable=false", where=target,
    )  # fmt: skip
    run("npx", "tsc", where=target)
    run("npm", "pack", "--silent", "--pack-destination", str(TARGET / "dist"), where=target)
    print(f"typescript  {TARGET / 'dist' / f'call-quality-client-{version}.tgz'}")


def make_java(version: str) -> None:
    """Make a Maven project, and a jar of it by the compiler alone: Maven needs a repository of packages."""
    target = TARGET / "java"
    shutil.rmtree(target, ignore_errors=True)
    run(
        "openapi-generator-cli", "generate", "--generator-name", "java", "--library", "native",
        "--input-spec", str(CONTRACT), "--output", str(target), "--config", str(SOURCES / "java" / "config.yaml"),
        "--additional-properties", f"artifactVersion={version}", "--global-property", "apiTests=false,modelTests=false",
    )  # fmt: skip
    write_readme("java", "Example.java")
    classes = target / "classes"
    sources = [str(path) for path in (target / "src" / "main" / "java").rglob("*.java")]
    run("javac", "-nowarn", "-proc:none", "-d", str(classes), "-cp", class_path(), *sources)
    jar = TARGET / "dist" / f"call-quality-client-{version}.jar"
    run("jar", "--create", "--file", str(jar), "-C", str(classes), ".")
    print(f"java        {jar}")


def class_path() -> str:
    """Return where the classes are that the Java client needs: Jackson with its module of times, and annotations."""
    import openapi_generator_cli

    jar = Path(openapi_generator_cli.__file__).with_name("openapi-generator.jar")
    return os.pathsep.join((str(jar), str(ANNOTATIONS)))


def write_readme(client: str, example: str) -> None:
    """Write the README of a client, with the example that is tried in tests."""
    text = (SOURCES / client / "README.md").read_text(encoding="utf-8")
    code = (SOURCES / client / example).read_text(encoding="utf-8").strip()
    (TARGET / client / "README.md").write_text(text.replace("{example}", code), encoding="utf-8")


def run(*command: str, where: Path = PROJECT) -> None:
    """Run a program; end with what it said where it fails or warns."""
    done = subprocess.run(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} …\n{done.stdout}")


MAKERS = {"python": (make_python, "*.whl"), "typescript": (make_typescript, "*.tgz"), "java": (make_java, "*.jar")}


def make(name: str, version: str) -> None:
    """Make one client in place of an earlier one."""
    maker, package = MAKERS[name]
    for earlier in (TARGET / "dist").glob(package):
        earlier.unlink()
    maker(version)


def missing(name: str) -> str | None:
    """Return what this machine lacks for a client; None where it lacks nothing."""
    if name == "typescript" and not shutil.which("npm"):
        return "Node.js 20 and npm"
    if name == "java" and not (shutil.which("javac") and ANNOTATIONS.exists()):
        return "a JDK 17 and Debian's libjakarta-annotation-api-java"
    return None


def chosen(names: list[str]) -> list[str]:
    """Return the clients to make: those that are named, or else those that this machine has the programs for."""
    if unknown := [name for name in names if name not in MAKERS]:
        sys.exit(f"There is no client {unknown[0]}: name some of {', '.join(MAKERS)}.")
    for name in names:
        if lacking := missing(name):
            sys.exit(f"{name} needs {lacking}.")
    if names:
        return names
    for name in MAKERS:
        if lacking := missing(name):
            print(f"{name:<11} left out: it needs {lacking}")
    return [name for name in MAKERS if not missing(name)]


if __name__ == "__main__":
    names = chosen(sys.argv[1:])
    (TARGET / "dist").mkdir(parents=True, exist_ok=True)
    edition = prepare(PROJECT / "swagger.yaml", CONTRACT)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda name: make(name, edition), names))
