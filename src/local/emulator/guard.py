# Runs the emulator behind a guard: requests need the key of this start, no web page gets through, and nothing runs code
# unless the user asked for it. The key is the access key id, or the session token next to the id of an account. What follows on the command line is the token of the process.
import hashlib, hmac, os, re, signal, sys

if hasattr(signal, "SIGHUP"):
    # The end of a terminal is not its end.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
KEY = os.environ["AWS_ACCESS_KEY_ID"]
PORT = os.environ["GATEWAY_PORT"]
HOSTS = re.compile(rf"(127\.0\.0\.1|([a-z0-9.-]+\.)?localhost):{PORT}", re.ASCII)
ACCOUNT = re.compile(r"\d{12}", re.ASCII)
TOKEN = re.compile(r"(?:^|&)X-Amz-Security-Token=([^&]+)", re.IGNORECASE)
CREDENTIAL = re.compile(r"(?:^|[\s,&])(?:X-Amz-)?Credential=([^/%&,\s]+)(?:/|%2F)", re.IGNORECASE)

if os.environ.get("SA_INFRA_RUN_FUNCTIONS") != "1":
    STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn")

    def refuse(event, _):
        if event in STARTS:
            raise PermissionError("functions are off; `sa-infra local start --run-functions` turns them on")

    sys.addaudithook(refuse)

sys.argv = ["ministack"]
import ministack.app as emulator

inner = emulator.app


def proof(question):
    return hashlib.sha256(f"{KEY}{question}{KEY}".encode()).hexdigest()


def is_key(text):
    return hmac.compare_digest(text.encode(), KEY.encode())


def is_allowed(key, headers, query):
    """Whether a request has the key, as itself or for an account."""
    in_query = TOKEN.search(query)
    token = headers.get("x-amz-security-token") or (in_query[1] if in_query else "")
    return is_key(key) or (ACCOUNT.fullmatch(key) is not None and is_key(token))


def refusal(headers, query):
    """Why a request is refused; None if it is not."""
    if "origin" in headers or headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "requests of web pages are refused"
    if not HOSTS.fullmatch(headers.get("host", "").lower()):
        return "this host is not served"
    found = CREDENTIAL.search(headers.get("authorization", "")) or CREDENTIAL.search(query)
    if not found or not is_allowed(found[1], headers, query):
        return "the key of this emulator is missing; `sa-infra local env` prints it"
    return None


async def guard(scope, receive, send):
    if scope["type"] == "lifespan":
        return await inner(scope, receive, send)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}
    query = scope.get("query_string", b"").decode("latin-1")
    if scope["type"] == "http" and scope["path"] == "/_sa_infra/health" and len(query) == 32:
        return await answer(send, 200, proof(query))
    reason = refusal(headers, query) if scope["type"] == "http" else "only HTTP is served"
    if reason is None:
        return await inner(scope, receive, send)
    if scope["type"] == "http":
        return await answer(send, 403, reason)
    await send({"type": "websocket.close", "code": 1008})


async def answer(send, status, text):
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


emulator.app = guard
emulator.main()
