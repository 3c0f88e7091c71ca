"""What a browser sends of a form that nobody has touched: a list that chooses nothing sends its first option."""

from html.parser import HTMLParser


class BrowserForm(HTMLParser):
    """Reads the fields of the form with an id. `fields` are name -> what is sent."""

    def __init__(self, page: str, *, form: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._form, self._inside, self._select, self._first = form, False, "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = said.get("id") == self._form
        if not self._inside:
            return
        if tag == "input" and "name" in said and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.fields[said["name"]] = said.get("value", "")
        elif tag == "select" and "name" in said:
            self._select, self._first = said["name"], True
        elif tag == "option" and self._select and (self._first or "selected" in said):
            self.fields[self._select], self._first = said.get("value", ""), False

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
