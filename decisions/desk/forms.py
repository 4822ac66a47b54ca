"""What a request to the desk says besides the texts themselves."""

from django import forms

from decisions.desk.fields import Text
from minutes.models import AgendaItem

BUTTON = "Svara med en av sidans knappar."
TOKEN, DRAFT = "_token", "_draft"


class SentForm(forms.Form):
    """The token of the form that was sent, and the key of its draft, as the page drew them."""

    token = forms.CharField(max_length=40_000, required=False, strip=False)
    draft = forms.UUIDField(required=False)


class NewItemForm(forms.Form):
    title = Text("Nytt ärende", required=True)
    after = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)


class NewRowForm(forms.Form):
    kind = forms.ChoiceField(choices=[("beslut", "Beslut"), ("atgard", "Åtgärd"), ("lofte", "Återkommer")])
    item = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = Text("Text", rows=2, required=True)
    key = forms.UUIDField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    item = forms.IntegerField(min_value=1)
    place = forms.IntegerField(min_value=1, max_value=5000)


class MergeForm(forms.Form):
    item = forms.IntegerField(min_value=1)
    # The token of the item's own texts, as the page last drew them.
    shown = forms.CharField(max_length=40_000, required=False, strip=False)


class SplitForm(MergeForm):
    field = forms.ChoiceField(choices=[(name, name) for name in AgendaItem.TEXTS])
    at = forms.IntegerField(min_value=0, max_value=1_000_000)
    title = Text("Det nya ärendets rubrik", required=True)


class DraftForm(forms.Form):
    form = forms.RegexField(r"^[a-z]{3,12}(?:-[0-9]{1,18})?$", max_length=60)


class TypedForm(forms.Form):
    """An item's texts as they are being typed, for what they offer."""

    background = Text("Bakgrund", rows=1)
    discussion = Text("Dialog", rows=1)


class AcceptForm(TypedForm):
    offer = forms.RegexField(r"^[0-9a-f]{64}$")


class SettleForm(forms.Form):
    """What is to happen with a draft that is offered."""

    RESTORE, DISCARD = "restore", "discard"

    act = forms.ChoiceField(choices=[(RESTORE, "Ta tillbaka texten"), (DISCARD, "Kasta den")])


class WaiveForm(forms.Form):
    WAIVE, RAISE = "waive", "raise"

    act = forms.ChoiceField(
        choices=[(WAIVE, "Låt det stå"), (RAISE, "Ta upp varningen igen")],
        error_messages={"required": BUTTON, "invalid_choice": BUTTON},
    )
    warning = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    reason = Text("Varför får det stå så?", longest=300)
