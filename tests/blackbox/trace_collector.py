"""A collector of traces: takes OTLP over HTTP and prints each span as a line of JSON.

A program of its own, since it needs the packages of the extra `traces`: tests/blackbox/traces.py starts it.
"""

import gzip
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector(BaseHTTPRequestHandler):
    """Takes spans."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for of_resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for of_scope in of_resource.scope_spans:
                for span in of_scope.spans:
                    self.tell(span, of_resource.resource)
        sys.stdout.flush()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def tell(self, span: Any, resource: Any) -> None:
        attributes = {each.key: each.value.string_value or each.value.int_value for each in span.attributes}
        told = {
            "trace": span.trace_id.hex(),
            "span": span.span_id.hex(),
            "parent": span.parent_span_id.hex(),
            "name": span.name,
            "kind": span.kind,
            "attributes": attributes,
            "events": [str(event) for event in span.events],
            "service": {each.key: each.value.string_value for each in resource.attributes}["service.name"],
        }
        print(json.dumps(told))

    def log_message(self, format: str, *args: Any) -> None: ...


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    print(server.server_port, flush=True)
    server.serve_forever()
