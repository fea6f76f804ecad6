"""Series: trends, change points, breaks by method or boundary, short forecasts. Rows are units, columns periods."""

from quartier.methods.time.breaks import level_shift, pettitt, segment_means, suspect_breaks
from quartier.methods.time.forecast import damped_trend, drift, forecast, linear_trend, rolling_origin
from quartier.methods.time.trend import mann_kendall, sen_slope, trends

__all__ = [
    "damped_trend",
    "drift",
    "forecast",
    "level_shift",
    "linear_trend",
    "mann_kendall",
    "pettitt",
    "rolling_origin",
    "segment_means",
    "sen_slope",
    "suspect_breaks",
    "trends",
]
