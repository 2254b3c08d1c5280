"""The Spanish phrases that yes, no and neither are made of: idioms before the words inside them."""

from engine.local.answer_words import Said, Table

SPANISH: Table = (
    (
        Said.NEUTRAL,
        r"""
        buen(?:os|as) (?:dias|tardes|noches)|buen dia|no importa
        si (?:se|no|hay|puede|pudiera|fuera|tiene|tienen|es posible|acaso|quiere|gusta|me pueden?|le
            |usted)
        """,
    ),
    (
        Said.HOLD,
        r"""
        esper(?:e|a|eme|ame|en|enme|ese)(?: tantito| un \w+| poquito)?
        (?:un|1) (?:momento|momentito|segundo|segundito|minuto|minutito|ratito)|permitame
        perm(?:iso|itame) un \w+|aguante|aguanteme|dej(?:e|a)me \w+|deje (?:veo|reviso|pregunto|checo)
        tengo que (?:ver|checar|preguntar|revisar|consultar)|voy a (?:ver|checar|preguntar|revisar)
        ahorita (?:le|te) (?:digo|llamo)|no cuelgue
        """,
    ),
    (
        Said.UNSURE,
        r"""
        no (?:lo )?se|no estoy (?:muy )?(?:segur[oa]|ciert[oa])|quien sabe|no sabria decir\w*|depende
        segun|ni idea
        """,
    ),
    (
        Said.AGAINST,
        r"""
        (?:quiza?s?|tal ?vez|a lo mejor|mejor)? ?(?:mas tarde|despues|luego|en otr[oa] \w+|otr[oa] (?:dia
            |vez|momento|rato|ocasion))(?= \||$| mejor| por| gracias)
        (?:todavia|aun|por ahora|ahora|ahorita|de momento|por el momento|hoy) no
        no (?:ahora|ahorita|todavia|aun|por ahora|por el momento|hoy)|mejor no|ya no|asi no(?: era| es)?
        no (?:era|fue|es) (?:asi|eso|lo que|correcto|cierto|el|la|mi|esa|ese)
        no (?:me|nos|le) (?:queda|conviene|sirve|viene|funciona|gusta|parece|interesa|acomoda|va)
            (?: bien)?
        no (?:puedo|podria|quiero|deseo|creo|necesito)|no esta bien|no es correcto|no es necesario
        me queda (?:mal|lejos)
        (?:es |esta )?(?:muy|demasiado|un poco|un poquito) (?:temprano|tarde|pronto|lejos)|incorrecto
        equivocad[oa]|se equivoco|esta mal|esta equivocad[oa]|mal|cambie de (?:opinion|idea|parecer)
        pensandolo (?:bien|mejor)|olvidel[oa]|dejel[oa](?: asi)?|ni modo|me equivoque
        """,
    ),
    (
        Said.YES,
        r"""
        (?:no hay|sin|ningun) (?:ningun )?problema|no hay (?:inconveniente|pena|duda)|como no|por que no
        (?:pues )?claro(?: que si)?|por supuesto|desde luego|con (?:mucho )?gusto|seguro|segurisimo
        cuente con ello|sin duda|ya lo creo|asi (?:es|esta bien|mismo|mero|merito)
        (?:eso|ese|esa|esta|este) (?:es(?! todo)|mismo|mero|mera|misma|mismito|me (?:queda|sirve|conviene
            |viene|parece)(?: bien| perfecto)?)
        es(?:ta)? correcto|es cierto|esta (?:muy )?bien(?: asi)?|exact(?:o|amente)
        correct(?:o|amente|isimo)|efectivamente|afirmativo|cabal|es verdad|eso(?! (?:es|seria) todo)
        de acuerdo
        me (?:parece|queda|viene|sirve|va|conviene|cae)(?: muy)?
            (?: bien| perfecto| excelente| a todo dar)?
        (?:supongo|creo|pienso|me imagino|yo creo) que (?:si|esta bien)|adelante|proceda|ha(?:ga|z)l[oa]
        hagal[oe]|reservel[oa]|reserve(?: esa| ese| eso)?|agendel[oa]|agende(?:me)?|apartel[oa]
        confirm(?:o|ado|ada|e|elo|ela|amos)|acepto|(?:lo|la) tomo|tomo es[ae]|quiero es[ae]
        me quedo con \w+|anoteme|apunteme|vale|sale(?: pues| y vale)?|orale(?: pues)?|and[ae]le(?: pues)?
        dale|okey|simon|aja|ujum?|mhm+|uh ?huh|sip|si senor(?:a|ita)?|si|yes|yeah|yep|va(?= \||$)|me late
        """,
    ),
    (
        Said.DONE,
        r"""
        (?:eso|con eso|ya|asi|ya con eso|creo que)?(?: \||,)? ?(?:es|seria|sera|era|fue) todo
            (?: por (?:hoy|ahora|el momento))?
        eso es|nada(?: mas)?(?: por (?:hoy|ahora|el momento))?
        ya (?:quedo|esta|estuvo|termine|acabe|acabamos)|ya no(?: necesito| ocupo)?(?: nada)?(?: mas)?
        con eso(?: basta| tengo| esta bien)?|estoy bien(?: asi)?|asi estoy bien|ya estoy|ya estamos
        ninguna otra cosa
        """,
    ),
    (
        Said.NO,
        r"""
        no+|nop|nope|nel|no senor(?:a|ita)?|no gracias|nunca|jamas|para nada|de ningun(?:a manera| modo)
        ni (?:loco|hablar)|negativo|tampoco|en absoluto|claro que no|por supuesto que no|ningun[oa]?
        """,
    ),
    (
        Said.LEAVE,
        r"""
        adios|hasta (?:luego|pronto|manana|la vista)|nos vemos
        que (?:este|esten|tenga|tengan|le vaya|pase)(?: muy| un| una)? (?:bien|buen\w*|bonito|excelente
            |lindo)(?: \w+)?
        chao|chau|bye+|cuidese|buenas noches
        """,
    ),
    (
        Said.MORE,
        r"""
        (?:una|otra|algo|una pregunta|otra pregunta) (?:cosa|pregunta|mas|cita)(?: mas)?|algo mas|tambien
        ademas|de paso|otra cosita|una cosita(?: mas)?|una duda
        """,
    ),
    (
        Said.ALTER,
        r"""
        (?:yo )?(?:le )?(?:dije|decia|pedi)|pong(?:a|ame|amela|amelo|ala|alo)
        cambi(?:e|ar|ela|elo|eme|emela|arla|arlo)|muev(?:a|ala|alo)|mover(?:la|lo)?
        en (?:vez|lugar)(?: de)?|tiene que ser|deberia ser
        """,
    ),
    (
        Said.CHANGE,
        r"""
        que sea|mejor|prefiero|preferiria|quiero|queria|quisiera|me gustaria|necesito|era|en realidad
        excepto|menos|otr[oa]|puede ser|podria(?:mos)?(?: ser)?|hay (?:algo|alguna?)
        tiene(?:n)? (?:algo|alguna?)|se puede|que tal
        """,
    ),
    (Said.BUT, r"pero|aunque|sino|solo que|nomas que|lo unico"),
    (
        Said.SOFT,
        r"""
        bien|muy bien|bueno|buenisimo|perfecto|excelente|genial|maravilloso|estupendo|fantastico|ok|okay
        esta perfecto|esta bueno|listo|entendido|que bueno|magnifico|por favor|porfa(?:vor)?|suena bien
        fenomenal|chevere|padre|padrisimo|chido|buena idea
        """,
    ),
    (
        Said.THANKS,
        r"""
        (?:muchas |mil |muchisimas )?gracias|muy amable|se lo agradezco|le agradezco|agradecid[oa]
        """,
    ),
    (Said.PERHAPS, r"quiza?s?|tal ?vez|a lo mejor|puede (?:ser|que)"),
    (Said.ASKS, r"que|cual|cuando|donde|quien|cuant[oa]s?|tengo que|debo|puedo|hace falta|es necesario"),
)  # fmt: skip
