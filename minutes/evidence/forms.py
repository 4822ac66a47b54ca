from django import forms

from minutes.evidence.recognise import LARGEST

MEGABYTES = LARGEST // 1_000_000
TOO_LARGE = (
    f"Filen är större än {MEGABYTES} MB. Ett protokoll ur boken är mindre än så. Välj protokollets PDF."
)
MISSING = "Välj en fil som det står något i: protokollet som PDF, eller dess text som JSON."


class FileCheckForm(forms.Form):
    file = forms.FileField(
        label="Filen",
        help_text=f"Protokollet som PDF, eller dess text som JSON. Högst {MEGABYTES} MB. Filen sparas inte.",
        error_messages={"required": MISSING, "empty": MISSING, "invalid": MISSING},
        widget=forms.FileInput(attrs={"accept": ".pdf,.json"}),
    )
