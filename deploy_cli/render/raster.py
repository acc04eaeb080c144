"""Turns an SVG into a PNG."""


def png(svg: str) -> bytes:
    """Return the picture at twice its size, so that it is sharp on any screen."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2))
