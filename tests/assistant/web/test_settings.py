import pytest
from pydantic import ValidationError

from assistant.web.settings import WidgetSettings


def test_sites_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIDGET_SITES", '{"mdm": ["https://mdm.example.ma", "http://localhost:3000"]}')
    assert WidgetSettings().sites == {"mdm": ("https://mdm.example.ma", "http://localhost:3000")}


@pytest.mark.parametrize(
    ("sites", "says"),
    [
        ({"mdm": ["https://*.example.ma"]}, "no origin such as"),
        ({"mdm": ["http://example.ma"]}, "no origin such as"),
        ({"mdm": ["https://example.ma/path"]}, "no origin such as"),
        ({"mdm": ["https://example.ma; script-src *"]}, "no origin such as"),
        ({"mdm": ["null"]}, "no origin such as"),
        ({"mdm": []}, "has no origin"),
        ({"home": ["https://example.ma"]}, "no name for a site"),
        ({"M D M": ["https://example.ma"]}, "no name for a site"),
    ],
)
def test_a_wrong_site_stops_the_start(sites: dict[str, list[str]], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        WidgetSettings(sites=sites)


def test_short_keys_and_unknown_settings_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="32 characters"):
        WidgetSettings(keys=("short",))
    monkeypatch.setenv("WIDGET_COLOUR", "red")
    with pytest.raises(ValidationError, match="WIDGET_COLOUR"):
        WidgetSettings()
