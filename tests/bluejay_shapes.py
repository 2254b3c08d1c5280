"""The shapes of what Bluejay takes, out of its documents: what a body may hold, and what it must."""

from collections.abc import Mapping
from typing import Any


def names(words: str) -> frozenset[str]:
    return frozenset(words.split())


AGENT = names(
    "name system_prompt knowledge_base goals type mode connection_type phone_number external_agent_id folder"
    " keyterms sip_uri sip_username sip_password custom_sip_headers redact_pii http_webhook"
)
HUMAN = names(
    "name intent success_criteria tag role_description phone_number language accent gender background_noise"
    " background_noise_volume voice_speed audio_quality fluency verbosity creativity endpointing_delay"
    " silence_timeout hangup_phrases allow_end_call_tool allow_silence_tool traits interruptions"
    " scripted_responses speaks_first_config expected_tool_calls num_runs"
)
METRIC = names(
    "agent_ids name description response_type min_value max_value category tags scoring_guidance eval_route"
    " enum_options allow_not_applicable"
)
SIMULATION = names(
    "agent_id name description sequential_calling max_concurrent hangup_on_transfer max_call_duration"
    " max_call_duration_units ringing_timeout selected_custom_metrics custom_metrics_failing_threshold"
    " custom_metrics_passing_threshold"
)
ENRICHMENT = names("simulation_result_id tool_calls events recorded_transcript tags metadata trace_ids")
EVALUATION = names(
    "agent_id external_agent_id start_time_utc participants recording_url transcript tool_calls events tags"
    " trace_id metadata custom_metrics call_direction interface conversation_ended_by label"
)
TEXT = names("simulation_result_id message end_turn end_conversation message_id type name parameters output")
SHAPES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "POST /add-agent": (AGENT, names("name system_prompt knowledge_base goals")),
    "PUT /update-agent-by-external-id": (AGENT, names("external_agent_id")),
    "POST /create-custom-metric": (METRIC, names("name description response_type")),
    "PUT /update-custom-metric": (METRIC, names("")),
    "POST /create-simulation": (SIMULATION, names("agent_id")),
    "PUT /simulation": (SIMULATION - {"agent_id"}, names("")),
    "POST /create-digital-human": (names("digital_human simulation_ids"), names("digital_human")),
    "PUT /update-digital-human": (HUMAN, names("")),
    "POST /queue-simulation-run": (
        names("simulation_id digital_human_ids phone_number sip_uri"),
        names("simulation_id"),
    ),
    "POST /queue-http-text-simulation-run": (
        names("simulation_id digital_human_ids"),
        names("simulation_id"),
    ),
    "POST /update-simulation-result": (ENRICHMENT, names("simulation_result_id")),
    "POST /evaluate": (EVALUATION, names("start_time_utc participants")),
    "POST /send-http-text-message": (TEXT, names("simulation_result_id message")),
}
LINE = (
    names("start_offset_ms end_offset_ms speaker utterance filler_utterance"),
    names("start_offset_ms end_offset_ms speaker utterance"),
)
PARTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "tool_calls": (
        names("name start_offset_ms description parameters output"),
        names("name start_offset_ms"),
    ),
    "events": (
        names("title start_offset_ms end_offset_ms description tags metadata"),
        names("title start_offset_ms"),
    ),
    "recorded_transcript": LINE,
    "transcript": LINE,
    "participants": (names("role spoke_first name phone_number"), names("role")),
    "traits": (
        names("trait_name trait_data_type value is_sip_header"),
        names("trait_name trait_data_type value"),
    ),
    "scripted_responses": (
        names(
            "match_type match_phrase response_type response_value occurrence_mode occurrence_n"
            " silence_duration"
        ),
        names("match_type match_phrase response_type occurrence_mode"),
    ),
    "expected_tool_calls": (names("name parameters output"), names("name")),
}
"""The same for the lists in a body."""
CLOSED: Mapping[str, frozenset[str]] = {
    "speaker": names("AGENT USER"),
    "role": names("AGENT USER"),
    "trait_data_type": names("BOOLEAN STRING DATE NUMBER"),
    "match_type": names("exact context"),
    "occurrence_mode": names("always first_n"),
    "connection_type": names("PHONE SIP WEBSOCKET LIVEKIT PIPECAT SMS HTTP_WEBHOOK"),
    "mode": names("VOICE TEXT"),
    "language": names("en es pt ja tr hi ar ru zh ml fr yue vi de"),
}


def faults_of(kind: str, body: Any) -> list[dict[str, Any]]:
    """What is wrong with a body, as a 422 lists it."""
    found: list[dict[str, Any]] = []
    if kind in SHAPES:
        found += _shape(body, *SHAPES[kind], ["body"])
    if kind == "POST /create-digital-human" and isinstance(body, dict):
        must = frozenset({"phone_number"})
        found += _shape(body.get("digital_human"), HUMAN, must, ["body", "digital_human"])
    return found


def _shape(body: Any, may: frozenset[str], must: frozenset[str], at: list[Any]) -> list[dict[str, Any]]:
    if not isinstance(body, dict):
        return [{"loc": at, "msg": "Input should be a valid dictionary", "type": "dict_type"}]
    found = [{"loc": [*at, name], "msg": "Field required", "type": "missing"} for name in must - body.keys()]
    found += [
        {"loc": [*at, name], "msg": "Extra inputs are not documented", "type": "extra"}
        for name in body.keys() - may
    ]
    for name, value in body.items():
        if name in CLOSED and isinstance(value, str) and value not in CLOSED[name]:
            found.append({"loc": [*at, name], "msg": f"not one of {sorted(CLOSED[name])}", "type": "enum"})
        if name in PARTS and isinstance(value, list):
            for number, part in enumerate(value):
                found += _shape(part, *PARTS[name], [*at, name, number])
    return found
