"""Words of everyday talk that are not taken for a name, in English and Spanish, folded."""

_NEVER = """
a able about abril abuela abuelo account actually address adios admin afraid after afternoon again agendar
agent agosto ah ahead ahora al algo alguien all alli allowed already alright also always am an and ano
anonymous anos another antes any anybody anyone anything anyway anyways anywhere apellido apellidos
apostrophe appointment appointments appt apr aquel aqui are aren't around as ask asked asking at aug aunt
automated available away ayer ayuda ayudar baby back be because been before beg begin being believe bien
birth birthday bit blank bleeding book booked booking born both boyfriend breakfast brother buenas bueno
buenos busy but by bye call called caller calling calls cambiar came can can't cancel cancelar canceled
canceling cancelled cancelling cant capital change changed changing check check-up checked checking checkup
child children choose chose cinco cita citas claro clinic clinica closed code come comes coming como
computer con confirm confirmar confirmed confirming confused consultorio correct correcto cost costs cough
could couldn't cousin cual cuando cuanta cuanto cuatro customer dad damn dash date dates daughter day days
de deaf dealing dear dec december del desde despues details dias diciembre did didn't didnt diez digo dije
dinner disculpa disculpe do doce doctor doctora doctors does doesn't doing domingo don't donde done dont dos
double down dr due during each earlier earliest early eh eight eighteen eighteenth eighth eighty either el
eleven eleventh ella ellas ellos else email emergency en enero english enough entre er era eres es esa ese
eso espanol espere esposa esposo esta estamos estan estar este esto estoy evening ever every everybody
everyone everything everywhere example excuse experiencing family far fast father favor feb febrero february
fecha feeling fever few fifteen fifteenth fifth fifty fine first firstname five follow-up followup food for
form forms forty four fourteen fourteenth fourth free fri friday fridays friend from fue gave get getting
gimme girlfriend give glad go goes going gone gonna good goodbye got gotta gracias granddaughter grandfather
grandma grandmother grandpa grandson great guess guest gustaria ha haber habla hablar hablo hacer hacia had
half han hang happy has hasn't hasta have haven't having hay he he's headache hear heard hello help her here
hermana hermano hers hey hi hija hijo his hmm hola ola hold honey hope hoping hora horas hospital hotel hour
hours how hows hoy huh human hundred hurting husband hyphen i i'd i'll i'm i've id if igual ill im in
incorrecto info information ingles initial instead insurance interested into is isn't issue it it's its ive
jan january jueves jul julio july jun junio just keep kid kids kind kinda knew know la lab labs las last
lastname late later latest le least leave left lemme les less let let's letter letters like liked listen
live llama llamando llamar llamo lo look looked looking looks los lost lot lots lunch lunes ma'am maam
machine madam made madre maiden make making mal mama manana many mar march martes marzo mas maybe mayo me
mean means meant medicaid medicare medico member menos menu mes mhm mi middle midnight miercoles might
million mine minute minutes mire mis misma mismo mom moment momento mon monday mondays month months more
morning most mother move moved moving much mum must muy my nacida nacido nacimiento nacio nada nah name
named names near necesita necesito need needed needs neighbor neither nephew nervous never new next niece
night nine nineteen nineteenth ninety ninth no nobody noche noches nombre none noon nope nos nosotros not
nothing nov november now noviembre nuestra nuestro nueve null number numero nurse o o'clock ocho oclock oct
october octubre of off office often oh oh-oh oiga ok okay old on once one one's ones only onto oops open
operator or other otra otro ouch our ours out over own paciente padre paid pain papa para pardon parents
partner party patient patients pay pays people per perdon perhaps pero person persona phone phoning physical
physician pick placeholder please pm podria por porque portal practice pregnant prescription private
probably problem puede puedo put quarter que question questions quick quickly quien quiera quiere quiero
quisiera quite rash rather ready real really reason reasons receptionist refill refills repeat
representative reschedule rescheduling reservation reservations restaurant results retired right robot room
roommate running sabado sacar said same sat saturday saw say saying says schedule scheduled scheduling se
second seconds see seeing seen segun seis semana send senor senora senorita sent sep sept september
septiembre ser set setiembre seven seventeen seventeenth seventh seventy several shall she she's shoot shot
shots should shouldn't si sick siete sin since sir sister six sixteen sixteenth sixth sixty slot slow slowly
so sobre solo some somebody someone something sometimes somewhere somos son soon sooner soonest sorry sort
sorta soy space spanish speak speaking spell spelled spelling spells spelt spouse start started still stop
su such sun sunday supposed sure surgery surname sus table tables take taken taking talk talking tambien
tarde tardes te teeth telefono tell ten tenemos tengo tenth test testing than thank thanks that that's thats
the their theirs them then there there's these they they're thing things think third thirteen thirteenth
thirtieth thirty thirty-first this those thought thousand three thrice thu thur thurs thursday thursdays
tiene tienes time times to toda todas today todo todos told tomorrow tonight too took tooth tres tried
triple trouble try trying tu tue tues tuesday tuesdays tus twelfth twelve twentieth twenty twice two uh
uh-huh um un una unable unas uncle undefined under understand understood unknown uno unos until unwell up
urgent us use used user using usted ustedes usually vaccine vale ver very via viernes visit visits wait
waiting wanna want wanted wants was wasn't way we we're wed wednesday wednesdays week weeks well went were
what what's whatever whats when where wheres which whichever who whom whos whose why wife wish with without
won't wondering wont word words worried would wouldn't wow wrong y ya yeah year years yep yes yesterday
yikes yo you you're your yours yup zero zip
"""

_SELDOM = """
apple april archer arm art august bacon baker ball bank banks batman bean beans bell berry best better bill
bird bishop black bloom blossom bone bones bowman boy branch bridge bridges bright brook brooks brown burns
bush butter cannon car carter case cash chambers chance charity chase cherry christian church cook cooper
copper cotton cross crow dawn dean dollar drake drew east english fair faith field fields fisher flower
flowers foot ford fox frank freeman french frost gates german glass gold goodman grace grant gray green grey
gun guy hall hammer hand hands hare hart hawk head high hill hills holland hood house hunter hurt irish
irons jack joy june king knife knight lake lakes lamb lane legg lion little lodge london long love lowe lyon
major man mann mark marsh mason may miles miller moon moss nail nails newman nichols noble north olive page
paris park parker parks pat penny pepper pickle pierce pond pool poole poor pope porter post pound power
powers pretty price priest prince queen rain ray read reed rhodes rice rich rivers rob rose scott sergeant
sharp shepherd shields short silk silver sky small smith snow south spain sparks spear speed spring stamp
star steel steele stone storm stream street strong sue sugar summer swan swift sword taylor turner walker
wall walls welsh west white will wind winds winter wise wolf wood woods worth york young
"""

NEVER = frozenset(_NEVER.split())
"""Never part of a name, whatever stands beside them."""

SELDOM = frozenset(_SELDOM.split())
"""Everyday words that are also names: taken for one only right after a given name."""
