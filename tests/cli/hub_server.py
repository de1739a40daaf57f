#!/usr/bin/env python3
"""A small Hugging Face hub for tests, on loopback: serves a folder's subfolders OWNER/NAME (or NAME) as models.

  /api/models/REPO/revision/REV   the list of files, with the commit
  /REPO/resolve/REV/PATH          HEAD and GET; small files come from here (by a relative redirect, as on the real hub),
                                  *.safetensors and *.bin from a second port, by an absolute redirect, with ranges

The first line on standard output is the port of the hub, the second that of the store of large files. Then, if asked
with --log, one line per request goes to that file: "hub|store METHOD PATH RANGE|- AUTHORIZATION|-".
The commit of every model is the SHA-1 of its name. Faults, each for the store unless it says otherwise:

  --wrong-hash         one byte of every large file is another one
  --wrong-size         large files are one byte short
  --cut-after N        the first --cuts answers (default 1) break off after N bytes of their body
  --no-range           answers every request with the whole
  --slow SECONDS       waits so long after each 64 KiB
  --status N           the hub answers everything with N (401, 403, 404, 429, 500 ...)
  --error-code CODE    ... and X-Error-Code CODE (RepoNotFound, GatedRepo, RevisionNotFound, EntryNotFound)
  --retry-after N      ... and Retry-After N
  --token TOKEN        the hub answers 401 to whoever has not this token
"""

import argparse
import hashlib
import http.server
import json
import pathlib
import re
import sys
import threading
import time
import urllib.parse

LARGE = (".safetensors", ".bin")
PIECE = 64 * 1024


def commit_of(repo):
    return hashlib.sha1(repo.encode()).hexdigest()


def etag_of(name, data):
    """What the hub says is a file's digest: SHA-256 of large files, git's SHA-1 of others."""
    if name.endswith(LARGE):
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    role = "hub"

    def log_message(self, *words):
        pass

    @property
    def options(self):
        return self.server.options

    def note(self):
        if self.options.log:
            line = " ".join([self.role, self.command, self.path, self.headers.get("Range", "-"),
                             self.headers.get("Authorization", "-").replace(" ", "_")])
            with self.server.lock, open(self.options.log, "a", encoding="utf-8") as log:
                log.write(line + "\n")

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def file_of(self, repo, name):
        """The path of a file of a model, or None."""
        root = (pathlib.Path(self.options.folder) / repo).resolve()
        path = (root / name).resolve()
        return path if root in path.parents and path.is_file() else None


class Hub(Handler):
    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.note()
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if self.options.status:
            extra = {}
            if self.options.error_code:
                extra["X_Error_Code"] = self.options.error_code
            if self.options.retry_after is not None:
                extra["Retry_After"] = self.options.retry_after
            return self.answer(self.options.status, b"{}", **extra)
        if self.options.token and self.headers.get("Authorization") != "Bearer " + self.options.token:
            return self.answer(401, b"{}", X_Error_Code="RepoNotFound", X_Error_Message="Repository not found")
        if match := re.fullmatch(r"/api/models/([^/]+(?:/[^/]+)?)/revision/(.+)", path):
            return self.list_files(*match.groups())
        if match := re.fullmatch(r"/(?:api/resolve-cache/)?([^/]+(?:/[^/]+)?)/resolve/([^/]+)/(.+)", path):
            return self.resolve(*match.groups(), direct=path.startswith("/api/resolve-cache/"))
        return self.answer(404, b"{}", X_Error_Code="EntryNotFound")

    def known(self, repo, revision):
        """Whether there is such a model with such a revision; says so if not."""
        if not (pathlib.Path(self.options.folder) / repo).is_dir() or ".." in repo:
            self.answer(404, b"{}", X_Error_Code="RepoNotFound", X_Error_Message="Repository not found")
        elif revision not in ("main", commit_of(repo)):
            self.answer(404, b"{}", X_Error_Code="RevisionNotFound", X_Error_Message="Invalid rev id: " + revision)
        else:
            return True
        return False

    def list_files(self, repo, revision):
        if not self.known(repo, revision):
            return
        root = pathlib.Path(self.options.folder) / repo
        names = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
        document = {"id": repo, "sha": commit_of(repo), "siblings": [{"rfilename": name} for name in names]}
        self.answer(200, json.dumps(document).encode(), Content_Type="application/json")

    def resolve(self, repo, revision, name, direct):
        if not self.known(repo, revision):
            return
        path = self.file_of(repo, name)
        if path is None:
            return self.answer(404, b"{}", X_Error_Code="EntryNotFound", X_Error_Message="Entry not found")
        data = path.read_bytes()
        headers = {"X_Repo_Commit": commit_of(repo)}
        if name.endswith(LARGE):
            # Another name of this machine and another port: a stranger, as the real hub's stores are.
            where = f"http://localhost:{self.server.store_port}/{urllib.parse.quote(repo)}/{urllib.parse.quote(name)}"
            return self.answer(302, b"Found", Location=where + "?signature=s3cret", X_Linked_Size=len(data),
                               X_Linked_Etag=f'"{etag_of(name, data)}"', **headers)
        if not direct:
            return self.answer(307, b"", Location="/api/resolve-cache" + self.path, **headers)
        return self.answer(200, data, ETag=f'W/"{etag_of(name, data)}"', **headers)


class Store(Handler):
    role = "store"
    cuts = 0

    def do_GET(self):
        self.note()
        repo, _, name = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)[1:].rpartition("/")
        path = self.file_of(repo, name)
        if path is None:
            return self.answer(404)
        data = bytearray(path.read_bytes())
        if self.options.wrong_hash and data:
            data[len(data) // 2] ^= 1
        if self.options.wrong_size:
            del data[-1:]
        size, first = len(data), 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and not self.options.no_range:
            first = int(asked[1])
            if first >= size:
                return self.answer(416, Content_Range=f"bytes */{size}")
            del data[:first]
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(data)))
        if first:
            self.send_header("Content-Range", f"bytes {first}-{size - 1}/{size}")
        self.end_headers()
        self.send_body(data)

    def send_body(self, data):
        with self.server.lock:
            cut = self.options.cut_after is not None and Store.cuts < self.options.cuts
            Store.cuts += cut
        if cut:
            del data[self.options.cut_after:]
            self.close_connection = True
        for at in range(0, len(data), PIECE):
            self.wfile.write(data[at:at + PIECE])
            if self.options.slow:
                time.sleep(self.options.slow)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that goes away in the middle is what some tests are about


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--log")
    parser.add_argument("--wrong-hash", action="store_true")
    parser.add_argument("--wrong-size", action="store_true")
    parser.add_argument("--cut-after", type=int)
    parser.add_argument("--cuts", type=int, default=1)
    parser.add_argument("--no-range", action="store_true")
    parser.add_argument("--slow", type=float, default=0)
    parser.add_argument("--status", type=int)
    parser.add_argument("--error-code")
    parser.add_argument("--retry-after", type=int)
    parser.add_argument("--token")
    options = parser.parse_args()

    lock = threading.Lock()
    store = Server(("127.0.0.1", 0), Store)
    hub = Server(("127.0.0.1", 0), Hub)
    for server in (store, hub):
        server.options = options
        server.lock = lock
    hub.store_port = store.server_port
    threading.Thread(target=store.serve_forever, daemon=True).start()
    print(hub.server_port)
    print(store.server_port, flush=True)
    try:
        hub.serve_forever()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
