"""An utterance as plain words for rules to match: folded, contractions opened, fillers taken out."""

import re

from engine.local.words import fold

_CONTRACTIONS = {
    "i'm": "i am", "im": "i am", "i'd": "i would", "id": "i would", "i'll": "i will", "i've": "i have",
    "ive": "i have", "it's": "it is", "its": "it is", "it'll": "it will", "that's": "that is",
    "thats": "that is", "that'll": "that will", "what's": "what is", "whats": "what is",
    "where's": "where is", "wheres": "where is", "when's": "when is", "whens": "when is", "who's": "who is",
    "whos": "who is", "how's": "how is", "there's": "there is", "theres": "there is", "here's": "here is",
    "he's": "he is", "hes": "he is", "she's": "she is", "shes": "she is", "you're": "you are",
    "youre": "you are", "you've": "you have", "you'd": "you would", "you'll": "you will",
    "they're": "they are", "theyre": "they are", "they've": "they have", "we're": "we are",
    "we've": "we have", "we'd": "we would", "we'll": "we will", "can't": "can not", "cant": "can not",
    "cannot": "can not", "won't": "will not", "wont": "will not", "don't": "do not", "dont": "do not",
    "doesn't": "does not", "doesnt": "does not", "didn't": "did not", "didnt": "did not",
    "isn't": "is not", "isnt": "is not", "aren't": "are not", "arent": "are not", "wasn't": "was not",
    "wasnt": "was not", "couldn't": "could not", "couldnt": "could not", "shouldn't": "should not",
    "wouldn't": "would not", "wouldnt": "would not", "haven't": "have not", "havent": "have not",
    "hasn't": "has not", "hasnt": "has not", "let's": "let us", "lets": "let us", "gonna": "going to",
    "wanna": "want to", "gotta": "got to", "gimme": "give me", "lemme": "let me", "y'all": "you",
    "appt": "appointment", "appts": "appointments", "dr": "doctor", "dra": "doctora",
}  # fmt: skip

_FILLER_WORDS = "um umm uh uhh uhm er erm hmm hm mmm mm ah oh please kindly just este pues eh porfa"
_FILLERS = frozenset(_FILLER_WORDS.split())
_COURTESY = re.compile(r"\bpor favor\b|^\W*well\b(?! (?:child|baby|visit|woman))")
_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)*|[.?!;,]")


def plain(text: str) -> str:
    """Fold `text` to words with single spaces; a mark that parts clauses becomes a lone `,`."""
    words: list[str] = []
    for found in _WORD.findall(_COURTESY.sub(" ", text.lower() if text.isascii() else fold(text))):
        if found in _FILLERS:
            continue
        if found in ".?!;,":
            if words and words[-1] != ",":
                words.append(",")
        elif found in _CONTRACTIONS:
            words.append(_CONTRACTIONS[found])
        elif found.endswith("'s"):
            words.append(f"{found[:-2]} 's")
        else:
            words.append(found)
    while words and words[-1] == ",":
        words.pop()
    return " ".join(words)
