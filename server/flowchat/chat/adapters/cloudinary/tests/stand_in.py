"""Cloudinary's API and delivery as far as we use them, over real HTTP, with its checks of signatures.

Made from what the official SDK sends and from Cloudinary's public reference; it shares no code with the SDK, so a
signature is computed twice, by two hands.
"""

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from werkzeug.exceptions import HTTPException, abort
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

_NOT_SIGNED = {"file", "api_key", "resource_type", "cloud_name", "signature"}
_ENDINGS = {b"\x89PNG": "png", b"RIFF": "webp", b"GIF8": "gif"}


@dataclass
class Asset:
    """Something that was uploaded."""

    data: bytes
    ending: str
    version: int = field(default_factory=lambda: int(time.time()))
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class StandIn:
    """A WSGI application with one account. `trouble` is the status to answer everything with; `pause` comes before."""

    def __init__(self, cloud: str, key: str, secret: str) -> None:
        self._cloud, self._key, self._secret = cloud, key, secret
        self.address = ""
        self.assets: dict[tuple[str, str], Asset] = {}
        self.chunks: dict[str, bytearray] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.trouble = 0
        self.pause = 0.0
        self._urls = Map(
            [
                Rule(f"/v1_1/{cloud}/<kind>/upload", endpoint=self._upload, methods=["POST"]),
                Rule(f"/v1_1/{cloud}/<kind>/destroy", endpoint=self._destroy, methods=["POST"]),
                Rule(f"/v1_1/{cloud}/<kind>/download", endpoint=self._download, methods=["GET"]),
                Rule(f"/v1_1/{cloud}/resources/<kind>/authenticated", endpoint=self._list, methods=["GET"]),
                Rule(f"/{cloud}/<kind>/authenticated/<signature>/<path:rest>", endpoint=self._deliver),
            ]
        )

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with Request(environ) as request:
            try:
                response = self._answer(request)
            except HTTPException as error:
                response = _error(error.code or 500, error.description or "")
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        endpoint, values = self._urls.bind_to_environ(request.environ).match()
        self.seen.append((request.path, {**request.args, **request.form}))
        time.sleep(self.pause)
        if self.trouble:
            return _error(self.trouble, "Trouble")
        response: Response = endpoint(request, **values)
        return response

    def _upload(self, request: Request, kind: str) -> Response:
        self._check_signature(request.form)
        data = request.files["file"].read()
        public_id, chunk = request.form["public_id"], request.headers.get("Content-Range")
        if chunk is not None:
            first, last, whole = _range(chunk)
            if last - first + 1 != len(data) or (len(data) < 5_000_000 and last + 1 != whole):
                abort(400, "A chunk is not what it says")
            held = self.chunks.setdefault(request.headers["X-Unique-Upload-Id"], bytearray())
            if len(held) != first:
                abort(400, "A chunk is missing")
            held += data
            if len(held) < whole:
                return _json({"done": False, "public_id": public_id, "bytes": len(held)})
            data = bytes(self.chunks.pop(request.headers["X-Unique-Upload-Id"]))
        ending = "" if kind == "raw" else _ENDINGS.get(data[:4], "webp" if kind == "image" else "mp4")
        asset = self.assets[kind, public_id] = Asset(data, ending)
        return _json(self._described(kind, public_id, asset))

    def _destroy(self, request: Request, kind: str) -> Response:
        self._check_signature(request.form)
        gone = self.assets.pop((kind, request.form["public_id"]), None)
        return _json({"result": "ok" if gone else "not found"})

    def _download(self, request: Request, kind: str) -> Response:
        self._check_signature(request.args)
        if int(request.args["expires_at"]) < time.time():
            abort(401, "Expired")
        asset = self._asset(kind, request.args["public_id"])
        if request.args.get("format", "") != asset.ending:
            abort(400, "That would be a conversion")
        response = Response(asset.data)
        if request.args.get("attachment"):
            response.headers["Content-Disposition"] = "attachment"
        return response

    def _list(self, request: Request, kind: str) -> Response:
        who = request.authorization
        if who is None or (who.username, who.password) != (self._key, self._secret):
            abort(401, "Unknown")
        ids = sorted(
            one for of, one in self.assets if of == kind and one.startswith(request.args.get("prefix", ""))
        )
        start, count = int(request.args.get("next_cursor", 0)), int(request.args.get("max_results", 10))
        found = [self._described(kind, one, self.assets[kind, one]) for one in ids[start : start + count]]
        more = {"next_cursor": str(start + count)} if len(ids) > start + count else {}
        return _json({"resources": found, **more})

    def _deliver(self, request: Request, kind: str, signature: str, rest: str) -> Response:
        before, _, after = rest.rpartition("/flowchat/")
        *transformations, version = before.split("/")
        source = f"flowchat/{after}"
        if signature != self._delivery_signature("/".join([*transformations, source])):
            abort(401, "Wrong signature")
        asset = self._asset(kind, source if kind == "raw" else source.rpartition(".")[0])
        changed = f"{transformations[0]}:".encode() if transformations else b""
        response = Response(changed + asset.data, headers={"X-Version": version})
        return response.make_conditional(
            request, accept_ranges=True, complete_length=len(changed + asset.data)
        )

    def _asset(self, kind: str, public_id: str) -> Asset:
        found = self.assets.get((kind, public_id))
        if found is None:
            abort(404, "Resource not found")
        return found

    def _described(self, kind: str, public_id: str, asset: Asset) -> dict[str, Any]:
        source = f"{public_id}.{asset.ending}" if asset.ending else public_id
        signed = self._delivery_signature(source)
        url = f"{self.address}/{self._cloud}/{kind}/authenticated/{signed}/v{asset.version}/{source}"
        return {
            "public_id": public_id,
            "version": asset.version,
            "resource_type": kind,
            "type": "authenticated",
            "bytes": len(asset.data),
            "created_at": asset.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "url": url,
            "secure_url": url.replace("http:", "https:"),
        }

    def _delivery_signature(self, signed: str) -> str:
        digest = hashlib.sha1((unquote(signed) + self._secret).encode()).digest()
        return f"s--{base64.urlsafe_b64encode(digest)[:8].decode()}--"

    def _check_signature(self, given: Any) -> None:
        named = sorted(
            f"{name}={value}".replace("&", "%26")
            for name, value in given.items()
            if name not in _NOT_SIGNED and value
        )
        expected = hashlib.sha1(("&".join(named) + self._secret).encode()).hexdigest()
        if abs(time.time() - int(given["timestamp"])) > 3600:
            abort(400, "Stale request")
        if given["api_key"] != self._key or given["signature"] != expected:
            abort(401, f"Invalid Signature {given['signature']}. String to sign - '{'&'.join(named)}'.")


def _range(value: str) -> tuple[int, int, int]:
    first, last, whole = value.removeprefix("bytes ").replace("/", "-").split("-")
    return int(first), int(last), int(whole)


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")


def _error(status: int, message: str) -> Response:
    return _json({"error": {"message": message}}, status)
