"""What all stand-ins for services have in common: a loopback port, a log of requests, and faults on demand.

A service is a class with `answer(request) -> Answer`; `main(service_class, description)` makes a program of it:

    python3 lrclib.py SONGS.json [--log FILE] [--fault RULE]... [--fault-file FILE] [--port N]

It prints its port on the first line of standard output, and serves until it is killed. The log has one line a request:
"GET /api/get?track_name=..." in the order they came. A request whose User-Agent is not segue's is refused with 403.

A RULE is WHERE=KIND[,KIND...]: the first request whose method and target ("GET /path?query", percent-decoded) hold
WHERE meets the first KIND, the next one the second, and so on; later ones are answered well. "KIND*" goes on for ever. The lines of
FILE are rules too, looked at anew for every request, so that a test can break and mend a service while it runs.

    404, 500, ...     that status, with the service's own kind of body
    429:7             the same with "Retry-After: 7"
    html, 502html     an error page of HTML, with status 200 or the one given
    truncated         half of the right body, as if it were all of it
    cut               half of the right body, and the connection breaks
    drop              the connection breaks without an answer
    slow:3            the right body, spread over so many seconds
    stall             the head of an answer, and then nothing for ever
    huge              a body of a gibibyte, which begins like the right one
    loop              a redirect to itself
    away:URL          a redirect to URL
    deep              JSON of a hundred thousand brackets
    garbage           bytes that are no text
    empty             no body at all, status 200
"""

import argparse
import http.server
import json
import os
import sys
import threading
import time
import urllib.parse

HTML_PAGE = b"<html><head><title>Error</title></head><body><center><h1>Something went wrong</h1></center></body></html>"
MIB = 1 << 20


class Request:
    def __init__(self, method, target, headers, body):
        split = urllib.parse.urlsplit(target)
        self.method = method
        self.target = target
        self.path = urllib.parse.unquote(split.path)
        self.query = urllib.parse.parse_qs(split.query, keep_blank_values=True)
        self.headers = headers
        self.body = body

    def first(self, name, default=""):
        """The first value of a parameter of the query."""
        return self.query.get(name, [default])[0]

    def json(self):
        return json.loads(self.body)

    def form(self):
        return {name: values[0] for name, values in urllib.parse.parse_qs(self.body.decode()).items()}


class Answer:
    def __init__(self, status=200, body=b"", content_type=None, **headers):
        """`body`: bytes, text (HTML unless said otherwise), or anything that JSON can say."""
        self.status = status
        self.headers = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        if isinstance(body, bytes):
            self.body, kind = body, "application/octet-stream"
        elif isinstance(body, str):
            self.body, kind = body.encode(), "text/html; charset=utf-8"
        else:
            self.body, kind = json.dumps(body, ensure_ascii=False).encode(), "application/json"
        self.headers.setdefault("Content-Type", content_type or kind)


class Service:
    """Base of the services; `options` are the program's."""

    def __init__(self, options):
        self.options = options

    @classmethod
    def add_arguments(cls, parser):
        pass

    def answer(self, request):
        raise NotImplementedError

    def error(self, status):
        """The body the service has for such a status."""
        return {"error": {"status": status}}


class Rules:
    def __init__(self, options):
        self.options = options
        self.met = {}

    def fault_for(self, target):
        """The kind of fault the request "METHOD TARGET" is to meet, or None."""
        lines = list(self.options.fault)
        if self.options.fault_file and os.path.exists(self.options.fault_file):
            with open(self.options.fault_file, encoding="utf-8") as file:
                lines += [line.strip() for line in file if line.strip()]
        for line in lines:
            where, _, kinds = line.rpartition("=") if "=away:" not in line else line.partition("=")
            if where not in urllib.parse.unquote_plus(target):
                continue
            kinds = kinds.split(",")
            number = self.met.get(line, 0)
            self.met[line] = number + 1
            if number < len(kinds):
                return kinds[number].rstrip("*")
            if kinds[-1].endswith("*"):
                return kinds[-1].rstrip("*")
        return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(self.command, self.path, self.headers, self.rfile.read(length))
        with self.server.lock:
            if self.server.options.log:
                with open(self.server.options.log, "a", encoding="utf-8") as log:
                    log.write(f"{self.command} {self.path}\n")
            fault = self.server.rules.fault_for(f"{self.command} {self.path}")
            if self.headers.get("User-Agent", "").startswith("segue/"):
                answer = self.server.service.answer(request)
            else:
                answer = Answer(403, "who are you?")
        if fault is None:
            self.send_answer(answer)
        else:
            self.send_fault(fault, answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any

    def send_head(self, answer, length):
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def send_answer(self, answer):
        self.send_head(answer, len(answer.body))
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def send_fault(self, fault, right):
        kind, _, argument = fault.partition(":")
        body = right.body or b"{}"
        if kind[:3].isdigit():
            status = int(kind[:3])
            answer = Answer(status, HTML_PAGE.decode()) if kind.endswith("html") else Answer(
                status, self.server.service.error(status))
            if argument:
                answer.headers["Retry-After"] = argument
            return self.send_answer(answer)
        if kind == "html":
            return self.send_answer(Answer(200, HTML_PAGE.decode()))
        if kind == "truncated":
            return self.send_answer(Answer(200, body[:len(body) // 2], content_type=right.headers["Content-Type"]))
        if kind == "loop":
            return self.send_answer(Answer(302, b"", Location=self.path))
        if kind == "away":
            return self.send_answer(Answer(302, b"", Location=argument))
        if kind == "deep":
            return self.send_answer(Answer(200, b"[" * 100_000, content_type="application/json"))
        if kind == "garbage":
            return self.send_answer(Answer(200, bytes(range(256)) * 4))
        if kind == "empty":
            return self.send_answer(Answer(200, b""))
        self.close_connection = True
        if kind == "drop":
            return None
        if kind == "huge":
            self.send_head(right, 1024 * MIB)
            self.wfile.write(body)
            for _ in range(1024):
                self.wfile.write(b" " * MIB)
            return None
        self.send_head(right, len(body))
        if kind == "cut":
            return self.wfile.write(body[:len(body) // 2])
        if kind == "stall":
            return time.sleep(3600)
        if kind == "slow":
            pieces = 20
            step = -(-len(body) // pieces)
            for at in range(0, len(body), step):
                self.wfile.write(body[at:at + step])
                self.wfile.flush()
                time.sleep(float(argument) / pieces)
            return None
        raise ValueError(f"unknown fault {fault!r}")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main(service_class, description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log")
    parser.add_argument("--fault", action="append", default=[], metavar="RULE")
    parser.add_argument("--fault-file", metavar="FILE")
    parser.add_argument("--port", type=int, default=0)
    service_class.add_arguments(parser)
    options = parser.parse_args()
    server = Server(("127.0.0.1", options.port), Handler)
    server.options = options
    server.lock = threading.Lock()
    server.rules = Rules(options)
    server.service = service_class(options)
    server.service.port = server.server_port
    print(server.server_port, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(130)
