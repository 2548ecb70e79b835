"""A history as plain values for JSON; photos are described, not contained."""

from __future__ import annotations

import json
from typing import Any

from kg import __version__
from kg.progress.store import History, Photo
from kg.progress.tables import HEAD

__all__ = ["exported", "photo_to_dict"]


def exported(history: History, client: str | None = None) -> dict[str, Any]:
    """Return everything that a history keeps of a client, or of all.

    Raises:
        BadInput: when there is no history, or no such client.
    """
    contents = history.contents()
    if contents.version is None:
        raise history.missing()
    assessments = history.of(client) if client is not None else contents.assessments
    photos = contents.photos
    return {
        "continuum": __version__,
        "history_version": HEAD,
        "assessments": [
            {
                "client": assessment.client,
                "assessment": assessment.number,
                "day": assessment.day.isoformat(),
                "case": json.loads(assessment.case_json),
                "case_file": assessment.file_text,
                "knowledge": {"ontology": assessment.ontology_hash, "rules": assessment.rules_hash},
                "photos": [
                    photo_to_dict(photo)
                    for photo in photos
                    if photo.assessment == assessment.number
                ],
            }
            for assessment in assessments
        ],
    }


def photo_to_dict(photo: Photo) -> dict[str, Any]:
    """Return what is known of a photo."""
    return {
        "photo": photo.number,
        "client": photo.client,
        "assessment": photo.assessment,
        "day": photo.day.isoformat(),
        "view": photo.view,
        "side": photo.side,
        "width": photo.width,
        "height": photo.height,
        "bytes": photo.size,
        "sha256": photo.digest,
    }
