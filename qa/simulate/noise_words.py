"""Words that telephone recognisers mistake for each other, lose, and add, in English and Spanish."""


def _pairs(text: str) -> dict[str, tuple[str, ...]]:
    """Read `word = one | another` lines."""
    table: dict[str, tuple[str, ...]] = {}
    for line in text.strip().splitlines():
        word, _, others = line.partition("=")
        table[word.strip()] = tuple(other.strip() for other in others.split("|"))
    return table


_EN = """
april = able | a pearl
august = a guest | gust
december = remember | the december
february = february's | every
january = generally | january's
november = remember | no vember
saturday = sunday | sadder day
sunday = monday | someday
appointment = appointments | a point meant | ointment
appointments = appointment
book = look | brook
born = barn | worn
can't = can | cant
cancel = council | can sell
cardiologist = cardiology | cardiologists
chest = just | chess
checkup = check up | ketchup
daughter = doctor | daughters
day = date | they
dermatologist = dermatology | the dermatologist
do = to | due
doctor = daughter | doctors
dr = doctor
eight = ate | a
eighth = eight | aid
eighteen = eighty
eighty = eighteen | eight
eleven = a leven | eleventh
fever = favor | ever
fifteen = fifty
fifteenth = fiftieth | fifteen
fifth = fit | fifteenth
fifty = fifteen
first = thirst | fist
five = nine | hive
follow = fallow | fall
for = four
four = for | fore
fourteen = forty | fourteenth
fourth = forth | four
friday = fridays | fry day
good = could | wood
headache = head ache | headaches
hello = yellow | low
help = held | health
hi = high | i
hours = ours | hour
i'd = i | it
i'm = i | am
june = you | juneau
july = julie | you lie
knee = need | me
know = no
later = latter | leader
march = marsh | mark
may = made | they
monday = mondays | one day
morning = mourning | mornings
move = remove | moved | movie
my = by | mine
name = game | names
need = knee | knead
new = knew | no
next = text | necks
nine = five | mine
nineteen = ninety | nine teen
ninety = nineteen | nine
ninth = nine | night
no = know | now
o'clock = clock | a clock
october = october's | over
one = won | when
pain = paint | pane | pan
physical = fiscal | physicals
please = police | plus
rash = crash | ash
reschedule = schedule | re schedule
right = write | bright
schedule = reschedule | schedules
second = seconds | sick and
see = sea | c
september = sep timber | remember
seven = eleven | heaven
seventeen = seventy
seventy = seventeen | seven tea
shoulder = should her | soldier
six = sex | sick
sixteen = sixty
sixty = sixteen | six
son = sun | some
soonest = soon | sun is
speak = peek | seek
stroke = struck | broke
ten = tan | then
tenth = ten | tent
thanks = tanks | thank
thirteen = thirty
thirtieth = thirteenth | thirty
thirty = thirteen | dirty
three = tree | free
throat = road | goat
thursday = tuesday | thirsty
time = dime | times
today = to day | two day
tomorrow = to morrow | morrow
tuesday = thursday | two days
twelve = twelfth | well
twenty = plenty | 20
two = to | too
visit = busy | visits
wednesday = when's day | wednesdays
week = weak | meek
wife = life | why
yes = guess | yeah
zero = hero | oh
"""

_ES = """
abril = abrir | abre
agosto = a gusto | gusto
diciembre = siempre | diciembres
domingo = domingos | dominio
noviembre = diciembre | no viembre
octubre = cubre | otro
septiembre = setiembre | siempre
sábado = sabado | sábados
años = anos | baños
ayer = hayer
bien = vien | ven
cambiar = cambia | cambiara
cancelar = cancela | cancel ar
cien = sien
cinco = sinco | quinto
cita = sita | visita
citas = cita | visitas
cuatro = cuarto | cuadro
cuándo = cuanto | cuando
de = que | e
doctor = doctora | el doctor
doctora = doctor
dolor = color | olor
dos = los | doce
doce = dos | dulce
enero = en ero | dinero
fecha = flecha | fechas
febrero = enero | febrer
gracias = gracia
hola = ola | hora
hora = ora | hola
hoy = voy | oi
jueves = juez | nueve
julio = junio
junio = julio
lunes = luna | los lunes
martes = partes | mares
marzo = mayo | marso
mayo = marzo | malo
mañana = manana | semana
mil = mi | miel
miércoles = mercoles
mover = mueve | volver
necesito = necesita | nesesito
niño = niña | niños
noventa = nueve | novena
nueve = nuevo | jueves
ochenta = ocho | setenta
ocho = hecho | otro
once = doce | onces
pecho = hecho | techo
quiero = quiere | cuero
quince = quien se | once
respirar = respira | inspirar
seis = es | tres
semana = mañana | semanas
sesenta = setenta
setenta = sesenta
siete = sierte | seis
sí = si | así
tarde = tardes | arde
trece = tres | treces
treinta = trenta | treinta y
tres = seis | trece
uno = una | no
veinte = viente | veintes
viernes = vienes | bienes
"""

CONFUSIONS: dict[str, dict[str, tuple[str, ...]]] = {"en": _pairs(_EN), "es": _pairs(_ES)}
"""By language: a word, and what it is heard as."""

_WEAK_EN = """
a an the to of in on at it is are was be i me my and or so that this for with do have just uh um well you your
there some can could would i'd i'll i'm it's
"""
_WEAK_ES = "a al el la los las un una de del en y o que me mi es por con para lo le se su eh pues"

WEAK: dict[str, frozenset[str]] = {"en": frozenset(_WEAK_EN.split()), "es": frozenset(_WEAK_ES.split())}
"""Short unstressed words, which are lost more often than mistaken."""

ADDED: dict[str, tuple[str, ...]] = {
    "en": ("uh", "the", "a", "and", "um", "you", "to", "okay"),
    "es": ("eh", "la", "y", "de", "a", "que", "este"),
}
"""What is heard where nobody spoke."""

SYLLABLES: tuple[tuple[str, str], ...] = (
    *(
        ("ia", "ea"),
        ("ie", "y"),
        ("ei", "y"),
        ("ee", "i"),
        ("oo", "u"),
        ("ou", "o"),
        ("au", "o"),
        ("ai", "a"),
    ),
    *(("b", "p"), ("p", "b"), ("d", "t"), ("t", "d"), ("g", "k"), ("k", "g"), ("v", "f"), ("f", "v")),
    *(("m", "n"), ("n", "m"), ("s", "z"), ("z", "s"), ("th", "f"), ("sh", "ch"), ("ch", "sh"), ("c", "k")),
    *(("ll", "l"), ("l", "ll"), ("rr", "r"), ("y", "ie"), ("w", "wh"), ("x", "ks"), ("ph", "f"), ("j", "g")),
    *(("e", "i"), ("i", "e"), ("a", "e"), ("o", "a"), ("u", "o")),
)
"""Letters that sound near each other: how a name that no table knows is misheard."""
