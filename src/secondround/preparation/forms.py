"""What a candidate types about and to the people they met."""

from django import forms

from secondround.preparation.actions import LONGEST


class JottingForm(forms.Form):
    said = forms.CharField(required=False, max_length=LONGEST)
    promised = forms.CharField(required=False, max_length=LONGEST)
    spelt = forms.CharField(required=False, max_length=200)
    version = forms.IntegerField(min_value=0, initial=0)


class NoteForm(forms.Form):
    text = forms.CharField(required=False, max_length=LONGEST, strip=False)
    version = forms.IntegerField(min_value=0, initial=0)
