"""The same POST on FastAPI, whose models say by hand what the contract says; run in the environment of the peers.

Its models are those of its documentation: pydantic, unknown fields refused. What it answers is written with orjson, as
everywhere else here; it does not hold its own answer against a model, since the others do not do so either.
"""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from fastapi import FastAPI, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

# Characters that show nothing, as swagger.yaml has them.
NOTHING = (
    r"\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164"
    r"\uFE00-\uFE0F\uFEFF\uFFA0"
)
SHOWN = rf"[^\s\u0000-\u0020\u007F-\u00A0{NOTHING}]"
PLAIN = r"[^\u0000-\u001F\u007F-\u009F/]"
Identifier = Annotated[
    str, Field(min_length=1, max_length=200, pattern=rf"^{PLAIN}*[^\s\u0000-\u001F\u007F-\u009F/{NOTHING}]{PLAIN}*$")
]


class Closed(BaseModel):
    """Takes no field that it does not name."""

    model_config = ConfigDict(extra="forbid")


class Turn(Closed):
    speaker: Literal["bot", "customer"]
    timestamp: Annotated[float, Field(ge=0, le=1e15)]
    text: Annotated[str, Field(min_length=1, max_length=20_000, pattern=SHOWN)]


class Transcription(Closed):
    call_id: Identifier
    campaign_id: Identifier
    timestamp: AwareDatetime
    duration_seconds: Annotated[float, Field(ge=0, le=604_800)]
    bot_name: Annotated[str, Field(min_length=1, max_length=200, pattern=SHOWN)]
    conversation: Annotated[list[Turn], Field(min_length=1, max_length=10_000)]
    metadata: dict[str, Any] | None = None


class ProcessConversationRequest(Closed):
    transcription: Annotated[list[Transcription], Field(min_length=1, max_length=500)]


answer = orjson.loads(Path(os.environ["BENCH_ANSWER"]).read_bytes())
app = FastAPI()


@app.post("/api/v1/conversations/process")
async def process(batch: ProcessConversationRequest) -> Response:
    assert batch.transcription[0].conversation
    return Response(orjson.dumps(answer), media_type="application/json")
