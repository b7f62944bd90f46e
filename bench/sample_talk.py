"""A million messages that look like talk: several scripts, and words as common and as rare as in real languages."""

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

_COMMON = (
    "the to and a of in is it you that i for on was with this be have at not are we can but do so if my me what just "
    "all your there like about from get when how will up out they he or one as no had go an time know then would good "
    "some could our did see her now here think back him work been more want need over than today has day going really "
    "yes right where them who make well let off next new only please thanks week meeting team call send by his into"
)
_SYLLABLES = {
    "latin": "ba be bi bo ca ce co da de di do en er es fa fi ga ge ha he il in ka ki la le li lo ma me mi mo na ne no "
    "or pa pe po ra re ri ro sa se si so ta te ti to tra un va ve vi za ze pre con ter sch ung ment tion",
    "cyrillic": "ба ве го да ду же за ки ко ла ле ма ме на не но об по пе ра ре ро са се со та те то ут фа хо ча ше",
    "arabic": "با تا جا حا خا دا را سا شا صا طا عا فا قا كا لا ما نا ها وا يا بر تل سم كت مد نو",
}
_SIZES = {"latin": 90_000, "cyrillic": 25_000, "arabic": 12_000}
_SHARES = {"latin": 0.70, "cyrillic": 0.08, "arabic": 0.04, "han": 0.12, "kana": 0.06}
_HAN = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
_EXTRAS = (" https://example.org/{}", " `run {}`", " 👍", " @anna", "\n```\nprint({})\n```")


class Script(NamedTuple):
    """The words of one script, the most common first, and how often each is drawn."""

    words: list[str]
    weights: list[float]
    space: str


def make_scripts(rng: random.Random) -> dict[str, Script]:
    """Return the words of every script. Frequencies follow Zipf's law as Mandelbrot wrote it."""
    words = {name: _words(rng, name) for name in _SYLLABLES}
    words["latin"] = list(dict.fromkeys([*_COMMON.split(), *words["latin"]]))
    words["han"] = list(dict.fromkeys([*_HAN, *map(chr, rng.sample(range(0x4E00, 0x8E00), 4000))]))
    words["kana"] = list(map(chr, range(0x3042, 0x3094)))
    spaces = {"han": "", "kana": ""}
    return {name: Script(some, _zipf(len(some)), spaces.get(name, " ")) for name, some in words.items()}


def talk(rng: random.Random, scripts: dict[str, Script], count: int) -> Iterator[str]:
    """Yield texts of 1 to some forty words, most of them short."""
    names = rng.choices(list(_SHARES), list(_SHARES.values()), k=count)
    for number, name in enumerate(names):
        script = scripts[name]
        length = min(40, 1 + int(rng.expovariate(1 / 11)))
        text = script.space.join(rng.choices(script.words, cum_weights=script.weights, k=length))
        if number % 12 == 0:
            text += rng.choice(_EXTRAS).format(number)
        yield text


def _words(rng: random.Random, name: str) -> list[str]:
    syllables = _SYLLABLES[name].split()
    made = {"".join(rng.choices(syllables, k=rng.choice((2, 2, 3, 3, 4)))) for _ in range(_SIZES[name] * 2)}
    return rng.sample(sorted(made), min(_SIZES[name], len(made)))


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(1, count + 1)))
