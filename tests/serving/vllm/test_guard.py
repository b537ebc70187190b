"""Only the engine protocol is reachable behind the guard."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from serving.vllm.guard import Guard


async def _speak(socket: WebSocket) -> None:
    await socket.accept()


@pytest.fixture
def client() -> httpx.Client:
    app = Starlette(
        routes=[WebSocketRoute("/v1/realtime", _speak), Mount("/", app=PlainTextResponse("within"))],
    )
    return TestClient(Guard(app))


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/models", "/v1/embeddings", "/health", "/metrics"])
def test_the_protocols_addresses_are_open(client, path):
    assert client.get(path).text == "within"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/load_lora_adapter",
        "/v1/unload_lora_adapter",
        "/pause",
        "/invocations",
        "/update_weights",
        "/v1/models/",
        "/",
    ],
)
def test_all_others_are_closed_in_the_protocols_words(client, path):
    response = client.post(path, json={"lora_name": "a", "lora_path": "/etc"})
    assert response.status_code == 404
    assert "not part of the engine protocol" in response.json()["error"]["message"]


def test_a_web_socket_is_closed(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/v1/realtime"):
        pass
