"""What a caller wishes different about the openings on offer, in both languages."""

from engine.vocabulary import Wish

WISHES: tuple[tuple[Wish, str], ...] = (
    (
        Wish.OTHER_PROVIDER,
        r"""
        (?:another|different|other|some other|any other) (?:\w+ )?(?:doctor|dr|provider|physician
            |one of the doctors)s?
        (?:any|some)(?:one|body) else|with someone else|otr[oa] (?:doctor|doctora|medico|medica)
        alguien mas|con otr[oa](?! dia)
        """,
    ),
    (
        Wish.EARLIER,
        r"""
        (?:too|bit|little|tad|way|kind of|pretty|muy|demasiado|un poco) (?:too )?(?:late|far
            (?: out| off| away)?|long|tarde|lejos)
        (?:anything|something|any|one|ones|a little|a bit|bit|little|much|even|some|time|times|do|be|go
            |openings?|appointments?|need|want|prefer|have) (?:\w+ )?(?:earlier|sooner)
        (?<!nothing )(?<!no )(?:earlier|sooner)(?: than| in the day| that day| please| if|$| \|)
        (?:algo|un poco|mas|poquito) (?:mas )?(?:temprano|temprana|pronto|antes)|mas temprano|mas pronto
        """,
    ),
    (
        Wish.LATER,
        r"""
        (?:too|bit|little|tad|way|kind of|pretty|muy|demasiado|un poco) (?:too )?(?:early|soon|temprano
            |pronto)
        (?:anything|something|any|one|ones|a little|a bit|bit|little|much|even|some|time|times|do|be|go
            |openings?|appointments?|need|want|prefer|have) (?:\w+ )?later
        (?<!nothing )(?<!no )later(?: than| in the (?:day|week|month)| that day| please| if|$| \|| on)
        (?:algo|un poco|mas|poquito) (?:mas )?(?:tarde|despues)|mas tarde
        """,
    ),
    (
        Wish.OTHER_DAY,
        r"""
        (?:another|different|other|some other|any other) (?:day|date|week|month)s?
        (?:cant|wont|dont|couldnt) (?:\w+ )?(?:that|those|these|either|any of those) (?:day|date)s?
        otr[oa]s? (?:dias?|fechas?|semanas?)|es[oe]s? dias? no
        """,
    ),
    (
        Wish.MORE,
        r"""
        (?:anything|something|what) else|(?:any |some |the |have |got )?others
        another (?:time|option|choice|slot|opening|appointment|one)s?
        other (?:time|option|choice|slot|opening|appointment)s?|different (?:time|option|slot|one)s?
        more (?:times|options|choices|openings|slots|availability)|any more|alternatives?|keep looking
        otr[oa]s?(?: (?:hora|opcion|opciones|horario|cita)s?)?|algo mas|mas (?:opciones|horarios|horas)
        """,
    ),
)  # fmt: skip
