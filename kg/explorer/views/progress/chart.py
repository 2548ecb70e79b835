"""The total of the movement screen as the options of an ECharts chart."""

from __future__ import annotations

from typing import Any, Final

from kg.present.progress_course import Course

__all__ = ["total_spec"]

#: The most points that there are.
_MOST: Final = 21


def total_spec(client_course: Course, *, dark: bool) -> dict[str, Any]:
    """Return the options of a chart: the totals by day, and the band of measurement error.

    Args:
        client_course: what is drawn.
        dark: whether the page is dark.
    """
    ink, line, blue, band = (
        ("#e8edf4", "#5d6b7e", "#8fc2ff", "rgba(143, 194, 255, 0.16)")
        if dark
        else ("#1b2430", "#9aa7b8", "#0b5cad", "rgba(11, 92, 173, 0.12)")
    )
    series: dict[str, Any] = {
        "type": "line",
        "name": "Total of 21",
        "color": blue,
        "symbolSize": 11,
        "lineStyle": {"width": 2, "color": blue},
        "label": {"show": True, "position": "top", "color": ink, "fontSize": 14},
        "data": [
            {
                "value": [str(point.day), point.total],
                "symbol": "diamond" if point.real else "circle",
                "symbolSize": 18 if point.real else 11,
            }
            for point in client_course.totals
        ],
    }
    if client_course.band is not None:
        low, high = client_course.band
        series["markArea"] = {
            "silent": True,
            "itemStyle": {"color": band},
            "data": [[{"yAxis": max(low, 0)}, {"yAxis": min(high, _MOST)}]],
        }
    axis = {"axisLabel": {"color": ink, "fontSize": 13}, "axisLine": {"lineStyle": {"color": line}}}
    return {
        "animation": False,
        "grid": {"left": 48, "right": 32, "top": 32, "bottom": 40},
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": {
            **axis,
            "type": "category",
            "data": [str(one.day) for one in client_course.totals],
        },
        "yAxis": {
            **axis,
            "type": "value",
            "min": 0,
            "max": _MOST,
            "interval": 3,
            "name": "of 21",
            "nameTextStyle": {"color": ink},
            "splitLine": {"lineStyle": {"color": line, "opacity": 0.35}},
        },
        "series": [series],
    }
