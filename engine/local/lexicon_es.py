"""What Spanish words and phrases are to the date and time grammar, as data; accents are folded."""

PHRASES_ES: tuple[tuple[str, str], ...] = (
    # Greetings and turns of phrase with a word of time in them.
    (
        "X",
        "buenos dias|buen dia|buenas tardes|buenas noches|un momento|un momentito|un segundo|un minuto|un ratito",
    ),
    (
        "X",
        "una vez|otra vez|a veces|primera vez|segunda vez|ultima vez|primer nombre|segundo nombre|la una que",
    ),
    (
        "X",
        "la primera|la segunda|la tercera|el primero que|la ultima|todos los dias|cada dia|el otro dia|el dia de hoy en dia",
    ),
    (
        "X",
        "de la semana pasada a hoy|anos de edad|meses de edad|de edad|dia libre|tarde o temprano|hoy en dia|uno de",
    ),
    (
        "X",
        "turno de noche|de noche trabajo|trabajo de noche|trabajo por la noche|trabajo en la noche|llego tarde",
    ),
    ("X", "es tarde|ya es tarde|muy tarde|demasiado tarde|voy tarde|voy a llegar tarde|mas tarde"),
    # Days.
    ("TODAY:0", "hoy|hoy mismo|el dia de hoy|este dia"),
    ("TODAY:1", "manana|manana mismo|el dia de manana"),
    ("TODAY:2", "pasado manana|pasadomanana"),
    ("TODAY:-1", "ayer"),
    ("TODAY:-2", "anteayer|antier|antes de ayer"),
    ("TODAY:0 PART:night", "esta noche"),
    ("TODAY:0 PART:morning", "esta manana|hoy por la manana|hoy en la manana"),
    ("TODAY:0 PART:afternoon", "esta tarde"),
    ("TODAY:-1 PART:night", "anoche"),
    ("TODAY:1 PART:first", "manana a primera hora|manana a primerita hora"),
    ("TODAY:1 PART:earlymorning", "manana temprano|manana tempranito"),
    ("TODAY:1 PART:morning", "manana por la manana|manana en la manana|manana de manana|manana a la manana"),
    ("DAYS", "dia|dias"),
    ("WEEK", "semana|semanas|semanita"),
    ("WEEK:2", "quincena"),
    ("MONTHS", "mes|meses"),
    ("YEAR", "ano|anos"),
    ("WEEKEND", "fin de semana|fines de semana|finde"),
    ("HOUR", "hora|horas"),
    ("MINUTE", "minuto|minutos"),
    ("HOLIDAY:new_year", "ano nuevo|dia de ano nuevo|el ano nuevo"),
    ("HOLIDAY:new_years_eve", "nochevieja|noche vieja|fin de ano|vispera de ano nuevo"),
    ("HOLIDAY:epiphany", "dia de reyes|reyes|los reyes|epifania|dia de los reyes magos|los reyes magos"),
    ("HOLIDAY:christmas_eve", "nochebuena|noche buena"),
    ("HOLIDAY:christmas", "navidad|navidades|dia de navidad"),
    ("HOLIDAY:thanksgiving", "accion de gracias|dia de accion de gracias|dia de gracias|thanksgiving"),
    ("HOLIDAY:independence", "dia de la independencia|cuatro de julio"),
    ("HOLIDAY:labour_es", "dia del trabajo|dia del trabajador|dia de los trabajadores"),
    ("HOLIDAY:labor", "labor day"),
    ("HOLIDAY:memorial", "memorial day|dia de los caidos"),
    ("HOLIDAY:king", "dia de martin luther king"),
    ("HOLIDAY:presidents", "dia de los presidentes"),
    ("HOLIDAY:columbus", "dia de la raza|dia de colon"),
    ("HOLIDAY:veterans", "dia de los veteranos"),
    ("HOLIDAY:halloween", "halloween|noche de brujas"),
    ("HOLIDAY:all_saints", "dia de todos los santos|todos los santos"),
    ("HOLIDAY:day_of_the_dead", "dia de los muertos|dia de muertos"),
    ("HOLIDAY:valentine", "san valentin|dia de san valentin|dia de los enamorados|dia del amor y la amistad"),
    ("HOLIDAY:patrick", "san patricio|dia de san patricio"),
    ("HOLIDAY:easter", "pascua|domingo de pascua|domingo de resurreccion"),
    ("HOLIDAY:good_friday", "viernes santo"),
    ("HOLIDAY:mother", "dia de la madre|dia de las madres"),
    ("HOLIDAY:father", "dia del padre"),
    ("HOLIDAY:fools", "dia de las bromas"),
    ("HOLIDAY:innocents", "dia de los inocentes|dia de los santos inocentes"),
    ("HOLIDAY:guadalupe", "dia de la virgen de guadalupe"),
    # Parts of the day.
    (
        "PART:first",
        "a primera hora de la manana|a primera hora|a primerita hora|primera hora|cuando abren|en cuanto abran",
    ),
    ("PART:first", "cuando abran|al abrir|en cuanto abren|apenas abran|recien abran|primera cita del dia"),
    (
        "PART:last",
        "a ultima hora de la tarde|a ultima hora|ultima hora|al final del dia|al cerrar|ultima cita del dia",
    ),
    ("PART:last", "antes de que cierren|antes de cerrar"),
    (
        "PART:earlymorning",
        "tempranito|bien temprano|tempranito por la manana|temprano por la manana|temprano en la manana",
    ),
    ("PART:earlymorning", "temprano|tempranito en la manana|muy temprano|lo mas tempranito"),
    ("PART:midmorning", "media manana|a media manana"),
    ("PART:midafternoon", "media tarde|a media tarde"),
    (
        "PART:morning",
        "por la manana|en la manana|de la manana|por las mananas|en las mananas|la manana|las mananas|mananas",
    ),
    ("PART:morning", "a la manana|mananita|en la mananita|por la mananita|del dia"),
    ("PART:dawn", "de la madrugada|madrugada|por la madrugada|en la madrugada"),
    (
        "PART:afternoon",
        "por la tarde|en la tarde|de la tarde|por las tardes|en las tardes|la tarde|las tardes|tarde|tardes",
    ),
    ("PART:afternoon", "a la tarde|tardecita|en la tardecita|por la tardecita"),
    (
        "PART:night",
        "por la noche|en la noche|de la noche|por las noches|en las noches|la noche|las noches|noche|noches",
    ),
    ("PART:night", "a la noche"),
    (
        "PART:lunch",
        "la hora del almuerzo|la hora de comer|hora de almuerzo|el almuerzo|almuerzo|la hora de la comida",
    ),
    ("PART:lunch", "la comida|comer|almorzar|hora del almuerzo|la hora del lonche|el lonche|lonche"),
    ("AFTER PART:lunch", "despues de comer|despues de almorzar|despues del almuerzo|despues de la comida"),
    ("AFTER PART:work", "despues del trabajo|despues de trabajar|al salir del trabajo"),
    (
        "NOON:720",
        "mediodia|medio dia|el mediodia|al mediodia|a mediodia|las doce del mediodia|las doce del dia|las 12 del dia|las 12 del mediodia",
    ),
    ("NOON:0", "medianoche|media noche"),
    ("NOW", "ahora|ahorita|ahora mismo|ahorita mismo"),
    ("MERIDIAN:am", "am|a.m.|a.m|a m|a. m."),
    ("MERIDIAN:pm", "pm|p.m.|p.m|p m|p. m."),
    ("OCLOCK", "en punto"),
    ("QUARTER", "cuarto|un cuarto"),
    ("HALF", "media"),
    ("MINUS", "menos"),
    ("ISH", "y pico|o asi|mas o menos"),
    # Places on the calendar.
    ("NEXT", "proximo|proxima|proximos|proximas|entrante"),
    ("COMING", "que viene|que vienen|que entra|siguiente que viene|venidero|venidera"),
    ("FOLLOWING", "siguiente|siguientes"),
    ("THIS", "este|esta|estos|estas|de este|de esta"),
    ("LAST", "pasado|pasada|ultimo|ultima|pasados|pasadas"),
    (
        "EARLY",
        "principios de|a principios de|a principio de|primeros dias de|a comienzos de|a inicios de|primera parte de",
    ),
    ("LATE", "finales de|a finales de|a fines de|fines de|a fin de|ultimos dias de"),
    ("MIDDLE", "mediados de|a mediados de|a mitad de|mitad de|medio de|en medio de"),
    ("BEGINNING", "comienzo de|inicio de|principio de|empezando|al principio de|al inicio de|al comienzo de"),
    ("END", "final de|fin de|al final de|al fin de"),
    (
        "EARLY",
        "principios del|a principios del|a principio del|a comienzos del|a inicios del|al principio del|al inicio del",
    ),
    ("LATE", "finales del|a finales del|a fines del|fines del|al final del|fin del|a fin del|final del"),
    ("MIDDLE", "mediados del|a mediados del|a mitad del|mitad del|medio del"),
    ("REST", "resto de|lo que queda de|resto del|lo que resta de"),
    ("LATER", "despues en"),
    # What stands before a day or a time.
    ("IN", "en|dentro de|de aqui a|en unas|en unos"),
    (
        "WITHIN",
        "durante|en el transcurso de|a lo largo de|durante las|durante los|en los|en las|dentro de los|dentro de las",
    ),
    ("AGO", "hace"),
    ("SINCE", "desde hace|hace como|llevo|llevo ya|desde hace como"),
    ("FROM", "desde|a partir de|no antes de|lo mas temprano que puedo es"),
    ("FROM THE", "a partir del|desde el|no antes del|empezando el|empezando desde el"),
    ("AFTER", "despues de|pasadas|luego de|mas tarde de|despues|mas tarde que"),
    ("AFTER THE", "despues del|luego del|pasado el"),
    ("BEFORE", "antes de|antes|mas temprano de|previo a"),
    ("BEFORE THE", "antes del"),
    ("BY", "a mas tardar|no despues de|no mas tarde de|a mas tardar a"),
    ("BY THE", "a mas tardar el|no despues del"),
    ("UNTIL", "hasta"),
    ("UNTIL THE", "hasta el"),
    ("TO", "a"),
    ("TO THE", "al"),
    ("BETWEEN", "entre"),
    ("AND", "y|e"),
    ("OR", "o si no|o bien|o|u|si no|o tal vez|o quizas|y si no"),
    ("AT", "a las|a la|las|la|para las|para la|tipo|son las|pa las|a eso de las"),
    (
        "AROUND",
        "sobre las|como a las|alrededor de las|como a la|a eso de|cerca de las|hacia las|por ahi de las|como las",
    ),
    ("AROUND", "mas o menos a las|alrededor de|por ahi a las|tipo las|como a eso de las|sobre|hacia"),
    ("OF", "de"),
    ("OF THE", "del|del dia"),
    ("THE", "el|los|el dia|para el|para el dia|el mero|para los"),
    ("NUMBER:3", "unos|unas|unos cuantos|unas cuantas|algunos|algunas|varios|varias"),
    ("NUMBER:2", "un par de|par de"),
    # What stands after one.
    ("ONWARD", "en adelante|o despues|o mas tarde|o mas tardecito|para adelante|o mas adelante|como minimo"),
    ("OR_BEFORE", "o antes|o mas temprano|como maximo|como muy tarde|o antesito"),
    (
        "CANNOT",
        "no puedo|no me sirve|no me queda|no me queda bien|no me conviene|no sirve|no me va bien|no se puede|ya no",
    ),
    ("CANNOT", "no me viene bien|no estoy|trabajo|estoy ocupado|estoy ocupada|tengo otra cosa|no me acomoda"),
    # Refusals, repairs, reasons.
    (
        "NOT",
        "no|menos el|menos los|excepto|excepto el|salvo|salvo el|que no sea|que no sea el|ni|nunca|tampoco",
    ),
    (
        "NOT",
        "no puedo el|no puedo los|no quiero|pero no|fuera de|no puedo ir el|no voy a poder|excepto los|no en|no por",
    ),
    (
        "AWAY",
        "estoy fuera|estoy de viaje|de vacaciones|de viaje|ando fuera|no voy a estar|no estare|ocupado|ocupada",
    ),
    (
        "WAIT",
        "perdon|perdone|disculpe|digo|espere|espera|mejor|mejor dicho|quise decir|mas bien|corrijo|miento",
    ),
    ("WAIT", "quiero decir|o mejor|no mejor|no digo|no perdon|ay no|no espere|no espera"),
    ("THAT", "eso|ese|esa"),
    ("BECAUSE", "porque|ya que|es que|debido a|por que"),
    ("ME", "yo|mi|mis|me|nos|nosotros|ella|que|usted|ustedes|su|sus"),
    ("SO", "asi que|entonces|pero|sino"),
    (
        "MOVE",
        "cambiar|mover|pasar|reprogramar|cambie|mueva|pase|correr|cambiarla|moverla|pasarla|aplazar|adelantar",
    ),
    (
        "EARLIEST",
        "lo antes posible|lo mas pronto posible|cuanto antes|lo mas pronto|tan pronto como sea posible|en seguida",
    ),
    (
        "EARLIEST",
        "lo mas pronto que se pueda|lo antes que se pueda|la mas pronta|la mas proxima|la primera que tenga",
    ),
    (
        "EARLIEST",
        "la primera disponible|la primera cita disponible|lo primero que tenga|lo primero que haya|cuanto antes mejor",
    ),
    (
        "EARLIEST",
        "la mas temprana|lo mas temprano|lo mas temprano posible|lo primero disponible|lo antes que pueda|urgente",
    ),
    (
        "EARLIEST",
        "lo mas pronto que pueda|lo mas pronto que tenga|la cita mas cercana|la mas cercana|la proxima disponible",
    ),
)

GLUE_ES = (
    "se|te|le|les|lo|es|son|esta bien|estan|estaria|seria|sea|fue|era|puede|pueden|puedo"
    "|podria|podrian|quiero|quisiera|necesito|tengo|tiene|tienen|hay|bien|si|cual|cuando|donde|con|por|para|gracias"
    "|por favor|favor|ok|okay|tambien|mas|muy|cita|horario|como|ya|pues|disponible|disponibles|libre|algun|alguna|algo|ir|venir|va"
    "|viene|queda|sirve|conviene|perfecto|bueno|claro|hola|senorita|senor|senora|ay|oiga|mire|yo dije|dije|parece|gusta"
    "|gustaria|preferiria|prefiero|ningun|solo|nomas|nada|ser|ver|haber|tener|sin|aunque"
)

SKIPPED_ES = (
    "eh|este este|pues este|mmm|este...|tal vez|quizas|quiza|a lo mejor|cualquier|cualquiera|cualquier dia|como que|de ser posible"
    "|si se puede|si es posible|posiblemente|preferiblemente|de preferencia|ojala|por ahi|cada|todo|toda|todos|todas|mismo"
    "|mero|'|\""
)
