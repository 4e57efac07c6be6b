from fastapi.testclient import TestClient

from tests.conftest import TEXTS


def test_a_citation_leads_to_its_quote_in_place(client: TestClient) -> None:
    citation = client.post("/v1/chat", json={"message": "Quel est le capital minimum de la SARL ?"}).json()["citations"][0]
    address, _, span = citation["source_url"].removesuffix("#cited").partition("?")
    body = client.get(f"{address}/quote?{span}").json()
    assert body["quote"] == citation["quote"]
    assert (body["before"] + body["quote"] + body["after"]).strip() in TEXTS["fr"]["capital"]
    assert body["parallels"][0]["text"] == TEXTS["ar"]["capital"]


def test_a_quote_that_does_not_exist_is_told(client: TestClient) -> None:
    citation = client.post("/v1/chat", json={"message": "Quel est le capital minimum de la SARL ?"}).json()["citations"][0]
    document = citation["document_id"]
    assert client.get("/v1/sources/unknown/quote?start=0&end=1").status_code == 404
    assert client.get(f"/v1/sources/{document}/quote?start=5&end=5").status_code == 422
    assert client.get(f"/v1/sources/{document}/quote?start=5&end=99999").status_code == 422
    assert client.get(f"/v1/sources/{document}/quote").status_code == 422


def test_contacts_come_in_the_readers_language(client: TestClient) -> None:
    body = client.get("/v1/contacts", headers={"Accept-Language": "ary"}).json()
    assert body["language"] == "ar"
    assert body["regions"][0]["cri"]["email"]
