"""The clients: what each needs, can do, and how it is made from our WSDL with its maker's own tools.

A build takes an empty folder and the door's address, and gives the command of each SOAP version.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
JARS = Path("/usr/share/java")
GSOAP = Path("/usr/share/gsoap")
BUILD_TIMEOUT_S = 300
BOTH = ("1.1", "1.2")
AXIS = ("axis", "axis-jaxrpc", "axis-saaj", "commons-logging", "commons-discovery", "wsdl4j", "javax.activation")
# One class a message, as with document/literal tools of today, in place of a method of 22 parameters.
NO_WRAPPERS = """<bindings xmlns="http://java.sun.com/xml/ns/jaxws" wsdlLocation="{}?wsdl">
<enableWrapperStyle>false</enableWrapperStyle></bindings>"""

Command = list[str]
Build = Callable[[Path, str], dict[str, Command]]


class BuildError(Exception):
    """A maker's tool or a compiler failed; the text is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Client:
    """``tools`` are names in ``deploy/setup/packages.txt``, ``who`` its ways of saying who one is, easiest first."""

    name: str
    tools: tuple[str, ...]
    versions: tuple[str, ...]
    who: tuple[str, ...]
    mtom: bool
    build: Build


def gsoap(folder: Path, url: str) -> dict[str, Command]:
    """Two programs: a gSOAP proxy speaks the version that soapcpp2 was told."""
    plugins = [GSOAP / f"plugin/{name}.c" for name in ("wsseapi", "smdevp", "mecevp", "threads")]
    _run(folder, "wsdl2h", "-c++", "-o", "counter.h", f"{url}?wsdl")
    with (folder / "counter.h").open("a") as header:
        header.write('#import "wsse.h"\n')
    for flag in ("-1", "-2"):
        into = folder / flag
        into.mkdir()
        _run(into, "soapcpp2", flag, "-j", "-CL", "-w", "-x", f"-I{GSOAP}/import", "../counter.h")
        _run(
            into, "g++", "-O0", "-std=c++17", "-w", "-DWITH_OPENSSL", "-DWITH_DOM", "-I.", f"-I{GSOAP}/plugin",
            f"-I{GSOAP}/custom", "-o", "client", *_sources("gsoap", "cpp"), "soapC.cpp", "soapCounterSoap11Proxy.cpp",
            "-x", "c++", GSOAP / "custom/struct_timeval.c", *plugins, "-x", "none", "-lgsoapssl++", "-lssl", "-lcrypto",
            "-lz",
        )  # fmt: skip
    return {"1.1": [str(folder / "-1/client")], "1.2": [str(folder / "-2/client")]}


def jaxws(folder: Path, url: str) -> dict[str, Command]:
    """wsimport passes over the SOAP 1.2 port without ``-extension``."""
    (folder / "bindings.xml").write_text(NO_WRAPPERS.format(url))
    _run(
        folder, "java", "-cp", JARS / "jaxws-tools.jar", "com.sun.tools.ws.WsImport", "-extension", "-keep",
        "-Xnocompile", "-quiet", "-b", "bindings.xml", "-p", "dossier", f"{url}?wsdl",
    )  # fmt: skip
    return _java(folder, "jaxws", str(JARS / "jaxws-rt.jar"), BOTH)


def axis(folder: Path, url: str) -> dict[str, Command]:
    """Axis 1.4 cannot read a WSDL that holds SOAP 1.2."""
    classes = ":".join(str(JARS / f"{jar}.jar") for jar in AXIS)
    wsdl = f"{url}?wsdl&soap=1.1"
    _run(folder, "java", "-cp", classes, "org.apache.axis.wsdl.WSDL2Java", "-W", "-o", ".", "-p", "dossier", wsdl)
    return _java(folder, "axis", classes, ("1.1",))


def mono(folder: Path, url: str) -> dict[str, Command]:
    """The ASMX proxy that .NET Framework's wsdl.exe makes, too."""
    _run(folder, "wsdl", "/namespace:Dossier", "/out:counter.cs", f"{url}?wsdl")
    _run(folder, "mcs", "-r:System.Web.Services,System.Xml", "-out:client.exe", *_sources("mono", "cs"), "counter.cs")
    return _each(BOTH, ["mono", str(folder / "client.exe")])


def kdsoap(folder: Path, url: str) -> dict[str, Command]:
    qt = _run(folder, "pkg-config", "--cflags", "--libs", "Qt5Network").split()
    _run(folder, "kdwsdl2cpp", "-o", "counter.h", f"{url}?wsdl")
    _run(folder, "kdwsdl2cpp", "-impl", "counter.h", "-o", "counter.cpp", f"{url}?wsdl")
    _run(folder, "/usr/lib/qt5/bin/moc", "counter.h", "-o", "moc_counter.cpp")
    _run(
        folder, "g++", "-O0", "-fPIC", "-std=c++17", "-w", "-I.", "-I/usr/include/KDSoapClient", "-o", "client",
        *_sources("kdsoap", "cpp"), "counter.cpp", "moc_counter.cpp", "-lkdsoap", *qt,
    )  # fmt: skip
    return _each(BOTH, [str(folder / "client")])


CLIENTS = (
    Client("gSOAP", ("g++", "soapcpp2", "gsoap", "openssl"), BOTH, ("token", "digest", "basic", "key"), True, gsoap),
    Client("JAX-WS RI", ("javac", "jaxws"), BOTH, ("basic", "token", "key"), True, jaxws),
    Client("Axis 1.4", ("javac", "axis"), ("1.1",), ("basic", "token", "key"), False, axis),
    Client("Mono ASMX", ("mono",), BOTH, ("basic", "key"), False, mono),
    Client("KDSoap", ("g++", "pkg-config", "qt", "kdsoap"), BOTH, ("basic", "digest", "key"), False, kdsoap),
)


def _java(folder: Path, maker: str, classes: str, versions: tuple[str, ...]) -> dict[str, Command]:
    """One program over the classes of either maker, and what each has in its own way."""
    ours = (*_sources("java", "java"), *_sources(maker, "java"))
    made = (folder / "dossier").rglob("*.java")
    _run(folder, "javac", "-nowarn", "-encoding", "UTF-8", "-cp", classes, "-d", "classes", *ours, *made)
    command = ["java", "-Dfile.encoding=UTF-8", "-cp", f"{folder / 'classes'}:{classes}", "Client"]
    return _each(versions, command)


def _sources(client: str, ending: str) -> list[Path]:
    """What was written here."""
    return sorted((HERE / client).glob(f"*.{ending}"))


def _each(versions: tuple[str, ...], command: Command) -> dict[str, Command]:
    """One program that speaks several versions."""
    return dict.fromkeys(versions, command)


def _run(folder: Path, *command: str | Path) -> str:
    """What the command printed; :class:`BuildError` if it failed."""
    done = subprocess.run(
        ["nice", "-n", "10", *map(str, command)],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        timeout=BUILD_TIMEOUT_S,
    )
    if done.returncode:
        raise BuildError(f"{command[0]}: {(done.stdout + done.stderr)[-600:]}")
    return done.stdout
