"""The routes of what a browser loads: the loader, the panel and its texts, the home page."""

import json
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.problems import Problem
from assistant.web.admit import reader
from assistant.web.pages import BUILT, home_page, panel_page, panel_texts, privacy_page
from assistant.web.services import WebServices
from assistant.web.settings import HOME
from ingest.language import LANGUAGES
from ingest.types import Language

_LOADER_TEXTS = '"__TEXTS__"'
_BASE = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
_TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types 'none'"
_PAGE_CSP = f"{_BASE}frame-src 'self'; form-action 'none'; frame-ancestors 'none'{_TRUSTED_TYPES}"
_PANEL_CSP = f"{_BASE}form-action 'none'; frame-ancestors {{ancestors}}{_TRUSTED_TYPES}"
_NO_DEVICES = "camera=(), microphone=(), geolocation=()"


def site_router(web: WebServices) -> APIRouter:
    """`/`, `/privacy`, `/widget`, `/widget.js` and `/widget/texts/…`."""
    router = APIRouter()
    loader = _loader(web)

    def chosen(request: Request, lang: str) -> Language:
        return Language(lang) if lang in LANGUAGES else reader(request)

    @router.get("/", response_class=HTMLResponse)
    async def home(request: Request, lang: str = "") -> HTMLResponse:
        headers = {"Content-Security-Policy": _PAGE_CSP, "Vary": "Accept-Language"}
        return HTMLResponse(home_page(chosen(request, lang), web), headers=headers)

    @router.get("/privacy", response_class=HTMLResponse)
    async def privacy(request: Request, lang: str = "") -> HTMLResponse:
        headers = {"Content-Security-Policy": _PAGE_CSP, "Vary": "Accept-Language"}
        return HTMLResponse(privacy_page(chosen(request, lang), web), headers=headers)

    if not web.settings.enabled:
        return router

    @router.get("/widget.js")
    async def script() -> Response:
        headers = {
            "Cache-Control": "public, max-age=3600",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Access-Control-Allow-Origin": "*",
        }
        return Response(loader, media_type="text/javascript", headers=headers)

    @router.get("/widget", response_class=HTMLResponse)
    async def panel(request: Request, site: str = HOME, lang: str = "") -> HTMLResponse:
        if site != HOME and site not in web.settings.sites:
            raise Problem(HTTPStatus.NOT_FOUND, "No such site: its name stands in WIDGET_SITES.")
        ancestors = "'self'" if site == HOME else " ".join(web.settings.sites[site])
        headers = {
            "Content-Security-Policy": _PANEL_CSP.format(ancestors=ancestors),
            "Permissions-Policy": _NO_DEVICES,
            "Cache-Control": "no-store",
        }
        return HTMLResponse(panel_page(site, chosen(request, lang), web), headers=headers)

    @router.get("/widget/texts/{language}")
    async def texts(language: str) -> JSONResponse:
        if language not in LANGUAGES:
            raise Problem(HTTPStatus.NOT_FOUND, f"No texts in this language: one of {', '.join(LANGUAGES)} was expected.")
        headers = {"Cache-Control": "public, max-age=300"}
        return JSONResponse(panel_texts(Language(language), web), headers=headers)

    return router


def _loader(web: WebServices) -> bytes:
    """The built loader with the few words that it says, in all languages."""
    texts = {language: web.texts.widget[language]["launcher"] for language in LANGUAGES}
    script = (BUILT / "widget.js").read_text(encoding="utf-8")
    return script.replace(_LOADER_TEXTS, json.dumps(texts, ensure_ascii=False)).encode()
