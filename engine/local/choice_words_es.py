"""The Spanish phrases that pick among offered openings or refuse them."""

from engine.local.choice_words import Pick, Table

SPANISH: Table = (
    (
        Pick.NEUTRAL,
        r"""
        primera hora|a primera|segundo piso|la semana (?:proxima|que viene|pasada)
        no hay (?:problema|pena)
        (?:el )?(?:primero|dos|tres) de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre
            |octubre|noviembre|diciembre)
        """,
    ),
    (
        Pick.HOLD,
        r"""
        dej(?:e|a)me \w+|esper(?:e|eme|ame)(?: un \w+)?|un (?:momento|momentito|segundo|minuto)
        no (?:lo )?se|no estoy segur[oa]|depende|permitame
        """,
    ),
    (
        Pick.REPAIR,
        r"""
        (?:ay )?no (?:espere|perdon|no|mejor)|(?:ay )?perdon|mejor dicho|digo|o sea no|quise decir
        no \| (?=(?:la|el|mejor|a las|en|con) )|pensandolo bien|mejor(?= (?:la|el|esa|ese|en|a|para|con))
        """,
    ),
    (
        Pick.NONE,
        r"""
        ningun[oa]?(?: de (?:las|los) (?:dos|tres)| de es[oa]s)?(?: me \w+(?: bien)?)?
        ni (?:una|uno)(?: ni otr[oa])?|nada de eso
        (?:no )?(?:tiene|tendra|hay|habra|tienen|me da|no hay|no tiene)(?: \w+)? (?:otr[oa]s?
            |algun[oa]? otr[oa]|algo|mas|algun[oa])(?: \w+)?
        otr[oa]s? (?:hora|fecha|dia|opcion|horario|doctor|doctora|semana|cita|cosa|opciones|horas|fechas
            |dias|horarios|medico)s?
        algo mas|otr[oa]s?(?= \||$)|alguien mas|que (?:otr[oa]s?|mas) (?:\w+)?
        mas (?:opciones|horarios|fechas|horas|tarde|temprano|pronto)(?: que es[oa]s?)?(?= \||$|.*\?)
        no (?:me|nos) (?:queda|conviene|sirve|viene|funciona|acomoda|sirven|quedan|convienen)(?: bien)?
            (?: ningun[oa]?)?
        no puedo (?:ninguno|ninguna|ese dia|esos dias|a esa hora|a esas horas|en ningun\w+)
        algo (?:mas|antes|despues|en la|por la|para|la semana)(?: \w+)?
        """,
    ),
    (
        Pick.EITHER,
        r"""
        cualquier[a]?(?: de (?:las|los|es[oa]s)(?: dos| tres)?)?|(?:me )?(?:da|es) (?:igual|lo mismo)
        l[ao] que (?:sea|usted\b[^|]*|este\b[^|]*|quiera|guste)|no (?:me )?importa
        (?:usted|ud) (?:escoja|elija|decida|diga)|no tengo preferencia
        (?:las|los) dos (?:estan bien|me sirven|me quedan)|como (?:guste|quiera)
        """,
    ),
    (
        Pick.EARLIEST,
        r"""
        (?:l[ao]|el) mas (?:temprano|temprana|pronto|proxim[oa]|cercan[oa]|cerca)|lo antes posible
        cuanto antes|l[ao] (?:de )?antes|l[oa] primer[oa] que (?:tenga|haya)
        """,
    ),
    (Pick.LATEST, r"(?:l[ao]|el) mas (?:tarde|tardecito|lejan[oa])|l[ao] de despues"),
    (Pick.FIRST_TWO, r"(?:primer[ao]s dos|dos primer[ao]s)"),
    (Pick.LAST_TWO, r"(?:ultim[ao]s dos|dos ultim[ao]s)"),
    (Pick.FIRST, r"primer[oa]?|(?:numero|opcion|la|el) (?:uno|1)(?= \||$| por)|1ra|1era|1a"),
    (Pick.SECOND, r"segund[oa]|(?:numero|opcion|la|el) (?:dos|2)(?= \||$| por)|2da|2a"),
    (Pick.THIRD, r"tercer[oa]?|(?:numero|opcion|la|el) (?:tres|3)(?= \||$| por)|3ra|3era|3a"),
    (Pick.FOURTH, r"cuart[oa]|(?:numero|opcion) (?:cuatro|4)"),
    (Pick.LAST, r"ultim[oa]|(?:la|el) final"),
    (Pick.MIDDLE, r"(?:la|el) (?:de )?(?:en ?medio|del medio|intermedi[oa])"),
    (
        Pick.REFUSED,
        r"""
        no(?= \||$)
        (?:no (?:me )?(?:queda|conviene|sirve|viene|funciona|puedo)(?: bien)?|(?:es|esta|me queda) (?:muy
            |demasiado|un poco) (?:temprano|tarde|lejos|pronto)|tengo que|trabajo|estoy ocupad[oa])
        """,
    ),
    (
        Pick.NOT,
        r"""
        no(?: (?:el|la|en|puedo|quiero))?(?: (?:el|la|en))?|menos|excepto|tampoco|en (?:vez|lugar) de
        """,
    ),
    (
        Pick.TAKE,
        r"""
        (?:quiero|tomo|prefiero|dem?e|deme|me quedo con|que sea|mejor|escojo|elijo|pongame|agendeme
            |apunteme|anoteme|reserveme|vamos con|seria|para|con)
        """,
    ),
    (
        Pick.TAKEN,
        r"""
        (?:esta|estaria|suena|me parece|me queda|me viene|me sirve|me va|me conviene|es) ?(?:muy )?(?:bien
            |perfect[oa]|excelente|mejor|la mejor|ideal)
        me (?:sirve|conviene|funciona|acomoda|queda)
        """,
    ),
    (Pick.ASKS, r"(?:que|cual|quien|donde|cuando|como)(?: (?:es|era|fue|dia|hora|son|eran))+|cual(?:es)?"),
    (Pick.CLAUSE, r"\||pero|porque|entonces|asi que"),
    (Pick.JOIN, r"o|ni|y"),
)  # fmt: skip
