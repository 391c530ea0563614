"""Runs a Python function: the client of the Lambda Runtime API and the handler's surroundings.

It speaks HTTP/1.1 on the environment's own Unix socket. It trusts its server to be Sallyport, and so knows the shape
of every answer.
"""

import importlib
import json
import logging
import os
import socket
import sys
import time
import traceback

API = "/2018-06-01/runtime"


class RuntimeClient:
    """Takes events and answers them."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._held = b""

    def next(self):
        """The next event: its headers, with lower-case names, and its body."""
        self._socket.sendall(f"GET {API}/invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n".encode())
        while True:
            headers, body = self._receive()
            # The rest are receipts for what was posted.
            if "lambda-runtime-aws-request-id" in headers:
                return headers, body

    def post(self, path, body, error_type=None):
        kind = "" if error_type is None else f"Lambda-Runtime-Function-Error-Type: {error_type}\r\n"
        head = (
            f"POST {API}{path} HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\n"
            f"{kind}Content-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)

    def _receive(self):
        while b"\r\n\r\n" not in self._held:
            self._read()
        head, self._held = self._held.split(b"\r\n\r\n", 1)
        headers = {}
        for line in head.decode("latin-1").split("\r\n")[1:]:
            name, value = line.split(": ", 1)
            headers[name.lower()] = value
        length = int(headers["content-length"])
        while len(self._held) < length:
            self._read()
        body, self._held = self._held[:length], self._held[length:]
        return headers, body

    def _read(self):
        received = self._socket.recv(65536)
        if not received:
            # Sallyport is gone: nobody is left to work for.
            os._exit(1)
        self._held += received


class Identity:
    def __init__(self, found):
        self.cognito_identity_id = found.get("cognitoIdentityId")
        self.cognito_identity_pool_id = found.get("cognitoIdentityPoolId")


class Client:
    def __init__(self, found):
        self.installation_id = found.get("installation_id")
        self.app_title = found.get("app_title")
        self.app_version_name = found.get("app_version_name")
        self.app_version_code = found.get("app_version_code")
        self.app_package_name = found.get("app_package_name")


class ClientContext:
    def __init__(self, found):
        self.client = Client(found.get("client") or {})
        self.custom = found.get("custom")
        self.env = found.get("env")


class LambdaContext:
    """The handler's second argument. Source: Lambda developer guide, "AWS Lambda context object in Python"."""

    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = Identity(json.loads(headers.get("lambda-runtime-cognito-identity", "{}")))
        client_context = headers.get("lambda-runtime-client-context")
        self.client_context = ClientContext(json.loads(client_context)) if client_context else None
        self._deadline_ms = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class LambdaLogHandler(logging.Handler):
    """Writes records as Lambda does. Line feeds travel as carriage returns, so that a record stays one event."""

    request_id = None

    def emit(self, record):
        sys.stdout.write(self.format(record).replace("\n", "\r") + "\n")
        sys.stdout.flush()

    def format(self, record):
        record.aws_request_id = self.request_id or ""
        return super().format(record)


def install_logging():
    handler = LambdaLogHandler()
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    return handler


def error_document(error, request_id=None):
    """Lambda's error document. The frames of this file are left out."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    found = {
        "errorMessage": str(error),
        "errorType": getattr(error, "lambda_error_type", type(error).__name__),
        "requestId": request_id or "",
        "stackTrace": traceback.format_list(frames),
    }
    return found, json.dumps(found).encode()


def log_error(found):
    trace = "".join(found["stackTrace"])
    text = f"[ERROR] {found['errorType']}: {found['errorMessage']}\nTraceback (most recent call last):\n{trace}"
    sys.stdout.write(text.rstrip("\n").replace("\n", "\r") + "\n")
    sys.stdout.flush()


class LoadError(Exception):
    def __init__(self, error_type, message):
        super().__init__(message)
        self.lambda_error_type = error_type


def load_handler(name):
    """Loads `folder/module.function` from the function's code."""
    module_name, dot, function_name = name.rpartition(".")
    if not dot:
        raise LoadError("Runtime.MalformedHandlerName", f"Bad handler '{name}': not enough values to unpack")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise LoadError("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        raise LoadError("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}") from error
    if not hasattr(module, function_name):
        raise LoadError("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")
    return getattr(module, function_name)


def serve(client, handler, log_handler):
    while True:
        headers, body = client.next()
        request_id = headers["lambda-runtime-aws-request-id"]
        log_handler.request_id = request_id
        if "lambda-runtime-trace-id" in headers:
            os.environ["_X_AMZN_TRACE_ID"] = headers["lambda-runtime-trace-id"]
        try:
            result = handler(json.loads(body), LambdaContext(headers))
            answer = json.dumps(result).encode()
        except Exception as error:
            found, document = error_document(error, request_id)
            log_error(found)
            sys.stdout.flush()
            client.post(f"/invocation/{request_id}/error", document, found["errorType"])
            continue
        sys.stdout.flush()
        client.post(f"/invocation/{request_id}/response", answer)


def main():
    client = RuntimeClient(os.environ.pop("SALLYPORT_RUNTIME_SOCKET"))
    os.environ.pop("SALLYPORT_PACKAGES")
    os.environ.pop("SALLYPORT_RUNTIME")
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    log_handler = install_logging()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        found, document = error_document(error)
        log_error(found)
        client.post("/init/error", document, found["errorType"])
        sys.exit(1)
    serve(client, handler, log_handler)


main()
