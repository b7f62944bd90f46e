"""The API's description, and its page: shown by Swagger UI's files from this server and nowhere else."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from flowchat.http.headers import csp_nonce

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>FlowChat API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body>
<div id="api"></div>
<script src="{script}"></script>
<script nonce="{nonce}">
SwaggerUIBundle({{url: "{schema}", dom_id: "#api", validatorUrl: null}});
</script>
</body>
</html>
"""


@require_safe
def show_docs(request: HttpRequest) -> HttpResponse:
    """Answer with the docs page; it loads nothing from elsewhere."""
    folder = "drf_spectacular_sidecar/swagger-ui-dist"
    return HttpResponse(
        format_html(
            _PAGE,
            style=static(f"{folder}/swagger-ui.css"),
            script=static(f"{folder}/swagger-ui-bundle.js"),
            schema=reverse("schema"),
            nonce=csp_nonce(request),
        )
    )


@require_safe
def show_schema(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document, as YAML or, with `?format=json`, as JSON."""
    as_json = request.GET.get("format") == "json"
    kind = "application/vnd.oai.openapi+json" if as_json else "application/vnd.oai.openapi; charset=utf-8"
    return HttpResponse(_schema(as_json=as_json), content_type=kind)


@cache
def _schema(*, as_json: bool) -> bytes:
    """Made once: it takes the better part of a second, and anyone may ask for it."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    rendered: bytes = (OpenApiJsonRenderer() if as_json else OpenApiYamlRenderer()).render(
        document, renderer_context={}
    )
    return rendered
