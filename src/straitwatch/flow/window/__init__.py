"""A store turned into what people may see of it: `serve.window.Window` over a folder."""

from straitwatch.flow.window.window import StoreWindow, open_window

__all__ = ["StoreWindow", "open_window"]
