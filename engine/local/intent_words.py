"""The words and phrases that intents are told by, under the tags the rules speak of."""

TAGS = {
    # ------------------------------------------------------------ the common ground
    "i": "i|we|me|us|@|he|she|they|yo|nosotros",
    "my": "my|our|mi|mis|nuestra|his|her|their|@ 's|su",
    "kin": "@",
    "you": "you|your|yours|the clinic|the office|the doctor|the doctors|this office|this clinic|this place"
    "|there|here|you folks|you guys|usted|ustedes|la clinica|el consultorio",
    "aux": "is|are|was|were|am|be|do|does|did|will|can|could|would|should|may|have|has|had",
    "be": "is|am|are|was|were|do|does|did|will",
    "not": "not|no|never|without|nunca|sin",
    "nt": "not|never|nunca",
    "tengo": "tengo|tenemos|tenia|tiene|toca|es|era",
    "to": "to|for|with|on|at|in|about",
    "it": "it|that|this|one",
    "pronoun": "it",
    "order": "give me|show|show me|tell me|tell us|tell my|play|email|read|write|create|order|buy|restart"
    "|remind|send|translate|calculate|name|list|explain|define|turn|alert|call|text|add|set|sing|compare"
    "|generate|draw|solve|convert|search for|look up|google|describe|download|print",
    "small": "a|an|the|please|yes|yeah|no|hi|hello|okay|real|live|to|una|un|con|now|actual|say|say again",
    "change": "actually|instead|forget|never mind|changed my mind|rather|on second thought|second thoughts"
    "|you know what"
    "|mejor|olvide|olvidelo|en realidad|cambie de opinion|nevermind|scratch that|forget it|forget that",
    "day": "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|tuesdays|wednesdays|thursdays"
    "|fridays|tomorrow|today|tonight|next week|this week|next month|january|february|march|april|may|june"
    "|july|august|september|october|november|december|weekend|morning|afternoon|noon|o clock|lunes|martes"
    "|miercoles|jueves|viernes|sabado|manana|hoy|la semana|am|pm|o'clock|a.m|p.m",
    "who": "who|quien|quienes|which|what|cual",
    "when": "when|what time|what day|what date|which day|at what time|how soon|who|cuando|a que hora"
    "|que dia|para cuando|con quien|a que horas|para que dia",
    "question": "what|when|where|who|whose|why|how|which|is|are|do|does|did|can you tell me|que|como"
    "|cuando|donde|cual|quien|cuanto|cuanta|cuantos|por que",
    # ------------------------------------------------------------ people and machines
    "speak": "talk|talkk|speak|chat|connect|connected|transfer|transferred|reach|contact|put me through"
    "|talking|speaking|chatting|contacting|connecting|patch me|route me|forward me|direct me|hablar"
    "|comunicarme|comuniqueme|comunicar|comunicame|pasarme|paseme|transferir|transfierame|platicar|pasar"
    "|conectar|me comunica|me pasa|hear from|get through",
    "getme": "get me|give me|put me|pass me|i want|i need|i would like|i would rather have|find me|quiero"
    "|necesito|deme|paseme con|me puede pasar con|switch me|send me",
    "call": "call me|call me back|call back|return my call|give me a call|call us back",
    "human": "human|human being|humans|agent|agents|operator|representative|rep|receptionist|reception"
    "|front desk|real person|live person|actual person|live agent|real human|customer service"
    "|customer support|customer care|a person|person|people|manager|supervisor|boss|nurse|staff"
    "|staff member|assistant|advisor|scheduler|the desk|the office|live one|attendant|office staff"
    "|associate|secretary|persona|humano|agente|operador|operadora|representante|recepcion|recepcionista"
    "|secretaria|gerente|encargado|encargada|enfermera|supervisora|nurse line|somebody real|someone real"
    "|real one",
    "someone": "someone|somebody|anyone|anybody|some one|alguien|someone else|somebody else|another person",
    "genuine": "real|alive|human",
    "machine": "machine|robot|bot|computer|recording|automated|ai|artificial|robots|machines|recordings"
    "|computers|automated system|answering machine|virtual assistant|chatbot|maquina|grabacion|robo",
    "talk": "conversation|bot|machine|robot|system|thing|computer",
    "bad": "working|work|helping|helpful|understanding|funciona|sirve",
    "comfortable": "comfortable|want to talk|want to speak|like talking|like speaking|talk to|speak to"
    "|speaking with|talking to|sharing|trust|share",
    "areyou": "are you|is this|am i talking to|am i speaking to|am i speaking with|am i talking with"
    "|are we talking to|estoy hablando con|hablo con|are you really|is this really|you a real|es usted una"
    "|eres una|eres un|es usted un|are you even|are you actually|are you just",
    "hate": "hate|sick of|tired of|fed up with|stand|odio",
    # ------------------------------------------------------------ the talk itself
    "say": "say|tell|speak|said|hear|state|ask|phrase|put|read|run|play|explain|told|spoken|asked|saying"
    "|replay|try|give|go over|heard|go through|hearing|recite|restate|reiterate|echo|rewind|redo|remind"
    "|clarify|start the conversation|do that|do it|do this",
    "again": "again|once more|one more time|over again|another time|one more again|one time more|gain"
    "|once again|by me|back to me|one more|otra vez|de nuevo|una vez mas|over|anew|another go|a second time"
    "|from before|second time|a repeat",
    "repeat": "repeat|repeated|repeating|repeats|repita|repitame|repite|repetir|repetirme|repetirlo"
    "|me repite|rephrase|reword|retry|replay your|replay that|replay what|come again|pardon|pardon me"
    "|beg your pardon|slower|slow down|slow it down|more slowly|speak up|louder|breaking up|cutting out"
    "|cut out|broke up|are you there|are you still there|you still there|mas despacio|mas lento|mas fuerte"
    "|que dijo|que me dijo|como dijo|what did you say|what did you just say|what did you ask"
    "|what did you just ask|what did you tell me|what was that|what was it|what did i miss|what you said"
    "|what was said|what you just said|what did you mean|what do you mean|what was the question"
    "|what is the question|what were the options|what are the options|what were my options"
    "|what are my options|what are my choices|what were the times|what were the choices|how was that"
    "|what you were saying|say what|what now|what were you saying|which ones were they|what were those"
    "|what was the first|what was the second|what was the third|what was the last|what is the second"
    "|what is the first|what is the last|what was your question|how is that|run that by|hard of hearing"
    "|what did you|try again|what were they|cual era|cuales eran|cuales son las opciones|no le entendi"
    "|no entendi|no entiendo|no escuche|no le escuche|no oi|no le oigo|no lo escuche|no la escuche"
    "|no te escuche|no te entendi|no alcance|no escucho|no comprendi|can not hear|restate|reiterate"
    "|clarify that|explain that|rewind|redo that|do over that|back up a|back it up|i am confused"
    "|what was your|sorry what|not sure i understood|not sure what you|say that last|what did you just"
    "|what do you say|do that over|run it back|what you just told|can you speak up|i can not hear"
    "|can not understand|hear you well|could not hear|me lo repite|lo puede repetir|puede repetir"
    "|no te oigo|no se oye|no se escucha|mas alto|no le escucho|como dice|que dice|hear that|hear it"
    "|what did i just say|what did i say|go back to what you|back up please|back up|re read|reread"
    "|read that back|read it back|read back|what was that last|come back with that|once more please"
    "|what is that again|what did that say|repeat after|excuse me what|what exactly did you"
    "|i did not get it|tell me that|say that|say it|speak that",
    "routine": "prescription|visit|test|blood|customer|patient|follow|xray|lab|labs|results|exam",
    "heard": "hear|heard|catch|caught|understand|understood|get that|got that|get it|get what|get you"
    "|get all|get any|get the|hear you|make out|follow|quite get|quite catch|comprehend|got what",
    "last": "last one|last spoken|last utterance|last sentence|last statement|last thing|last words"
    "|last word|last part|last said|last message|last bit|last question|the last|last line"
    "|previous statement|previous one|lo ultimo",
    "yousaid": "you said|you say|you just said|you told|you asked|you ask|you were saying|you mean|i said"
    "|said again|was said|you mentioned|just said|you saying|you tell me|you spoke|just told me|just asked"
    "|you have said|dijo|dijiste|i have said|said|have just said|you have just said",
    "missed": "missed|lost|miss",
    "that": "that|what|it|you|this|the last|your question|the question|the first|the second|everything"
    "|part",
    "huh": "what|huh|sorry|excuse me|i am sorry|que|mande|como|perdon|disculpe|what is that|say again",
    "startover": "start over|start again|begin again|start from scratch|from scratch|from the beginning"
    "|from the top|from the start|back to the beginning|back to the start|reset|restart|scrap everything"
    "|start fresh|start anew|start all over|starting over|begin over|do over|start it over|start this over"
    "|empezar de nuevo|empezar otra vez|volver a empezar|empecemos de nuevo|empecemos otra vez"
    "|comenzar de nuevo|comenzar otra vez|desde el principio|desde cero|de cero|volvamos a empezar"
    "|go back to the start|iniciar de nuevo",
    "bye": "goodbye|good bye|bye|bye bye|byebye|buhbye|farewell|so long|sayonara|au revoir|adios|ciao|chao"
    "|cheerio|toodles|ta ta|toodle oo|peace out|see ya|see you|catch you|until next time|till next time"
    "|until then|take care|good night|goodnight|talk to you later|talk to you soon|speak to you later"
    "|talk later|talk soon|chat later|speak soon|hasta luego|hasta pronto|hasta la vista|hasta manana"
    "|nos vemos|cuidese|later gator|later alligator|have a good|have a great|have a nice|have a lovely"
    "|have a wonderful|have a blessed|have yourself a|regards|que tenga|que le vaya|que pase|que este bien"
    "|saying goodbye|hanging up|have an awesome|signing off|laters|godspeed|have a pleasant"
    "|have a fantastic|see you around|talk to you|speak to you soon|be back later|goodby|see u|catch ya"
    "|cheers|ttyl|bon voyage|auf wiedersehen|arrivederci|aloha|take it easy|stay safe|keep in touch"
    "|enjoy your day|enjoy the rest|end the call|end this call|end call|end the conversation"
    "|end this conversation|end chat|end the chat|over and out|disconnect|hang up|until we meet"
    "|until tomorrow|until later|we will talk|i will see you|see you again|see you soon|see you tomorrow"
    "|see you next|talk again|i bid you|bid you|adieu|tata|tootles|toodeloo|buh bye|bubye"
    "|thanks for chatting|thank you for chatting|thanks for talking|thanks for the chat|thanks for the talk"
    "|thank you for the chat|good chatting|good talking|have fun|feliz dia|buen dia gracias"
    "|hasta la proxima|hasta otra|ahi nos vemos|que descanse|close the chat|close chat|stop talking"
    "|good evening to you|goodnite|night night|good day|be seeing you|bless you|catch up later"
    "|smell ya later|good talk|see you on|talk again soon|we will speak|let us talk later|signing out"
    "|logging out|i do not need anything else|i am going to bed|time for me to go|pleased to meet you"
    "|pleased to have met|nice to meet you|nice meeting you|nice to have met you|adios amigo"
    "|thanks for your time|thank you for your time|tenga buen dia|buen dia|feliz tarde",
    "leaving": "i have to go|i got to go|i have got to go|i need to go|i must go|i should go|i better go"
    "|i had better go|i am leaving|i will be leaving|i am going now|i am off|i am out|i have to run"
    "|i got to run|i need to run|i must run|i am heading out|i will go now|i have to leave|i need to leave"
    "|i must leave|i got to leave|i got ta go|i am out of here|got to go|got to run|have to run"
    "|need to get going|i should get going|i have to get going|i have to hang up|i got to hang up"
    "|i will let you go|me tengo que ir|tengo que irme|me voy|me despido|i am done here|i am going"
    "|time to go|i will be going|i am done talking|i am gone|i am finished|we are done|i am done|all done"
    "|that is all i need|that is all i needed|i have no more questions|no more questions|i am all done"
    "|we are finished|i got to bounce|i am going to go|i am gonna go|i am about to go|i am about to leave"
    "|i am going to leave|i am going to head out|i will leave|i am exiting|i am logging off"
    "|i will talk to you|leaving now|off i go|i am heading off|i am signing off|i want to go now"
    "|i am taking off|must be going|better be going|ya me voy|i should be going|i should leave"
    "|i have got to run|i need to head out|i have to head out|got to jet|got to split|got to bounce"
    "|i am going to bounce|i have other things to do|i have to be going|i will get going|got to get going"
    "|i must be off|better go|better run",
    "nice": "nice|good|great|pleasure|fun|lovely|enjoyed|wonderful|pleasant|awesome|enjoy|delightful|loved"
    "|glad|happy|fantastic|amazing|excellent|helpful|it was|it has been|interesting|thanks for"
    "|thank you for|appreciate|appreciated|had",
    "chatting": "talking|chatting|speaking|conversation|meeting you|convo|discussion|chatted"
    "|speaking with you|meeting|our talk|our chat|talks|hearing from you|seeing you|speak with you"
    "|speak to you|talk with you|talk to you|this talk|the talk|good talk|talked|chat|our time"
    "|our conversation",
    "thatsall": "that is all|that will be all|that would be all|that was all|that is it|that will be it"
    "|that is everything|that will do it|nothing else|eso es todo|seria todo|es todo|eso seria todo"
    "|nada mas|that is all for now|that would be it|that is about it",
    # ------------------------------------------------------------ errands
    "visit": "appointment|appointments|visit|visits|booking|bookings|reservation|consult|consultation"
    "|checkup|check up|checkups|check ups|physical|physicals|follow up|followup|follow ups|slot|slots"
    "|session|screening|cleaning|mammogram|ultrasound|pap smear|exam|checked|checked out|looked at|examined"
    "|seen|wellness|teeth cleaned|check in|cita|citas|consulta|turno|chequeo|revision|seguimiento|examen"
    "|control|an opening|openings|opening|annual|yearly|annual exam",
    "shot": "shot|shots|vaccine|vaccines|vaccination|vaccinated|immunization|immunizations|booster"
    "|flu shot|jab|jabs|blood work|bloodwork|labs done|blood drawn|vacuna|vacunas|vacunar|vacunarlo"
    "|vacunarla|ear wax removed|stitches",
    "carer": "doctor|doctors|doc|doctora|physician|physicians|dentist|dentists|dental work|therapist"
    "|therapists|counselor|counselors|counsellor|psychologist|psychologists|psychiatrist|psychiatrists"
    "|gynecologist|gynecologists|dermatologist|dermatologists|dermatology|cardiologist|cardiology"
    "|ophthalmologist|ophthalmologists|neurologist|pediatrician|pediatricians|pediatrics|orthopedist"
    "|orthopedics|orthopedic|urologist|endocrinologist|oncologist|gastroenterologist|allergist|podiatrist"
    "|chiropractor|optometrist|obgyn|ob gyn|gp|general practitioner|practitioner|primary care|specialist"
    "|specialists|orthodontist|midwife|internist|counseling|therapy|medico|medica|pediatra|dentista"
    "|cardiologo|cardiologa|dermatologo|dermatologa|ginecologo|ginecologa|especialista|ortopedista"
    "|psicologo|psicologa|professional help",
    "book": "book|schedule|make|set up|setting up|arrange|reserve|request|scheduling|booking|sign up"
    "|put down|set|get|agendar|sacar|programar|hacer|pedir|apartar|reservar|hacerme|darme|solicitar"
    "|conseguir|agende|agendarme|pencil|agendarle|sacarle|hacerle|make me|made",
    "want": "want|wants|need|needs|needing|like|looking|look|find|finding|get|have|see about|hoping|trying"
    "|try|help|recommend|search|searching|locate|suggest|in need of|request|seeking|take|come in for"
    "|calling for|calling about|calling to|meet|know|require|requiring|visit|see|use|go to|interested in"
    "|due for|ask for|check|wanted|grab|give me|available|options for|searched|wondering|quiero|quisiera"
    "|necesito|necesita|me gustaria|puedo|podria|deseo|ocupo|ocupa|busco|quiere|para|queria|llamo para"
    "|puede|tiene|hay|suggestions for|recommendations for|i would",
    "see": "see|visit|be seen|get in|come in|get in with|get in to see|come see|squeeze me in|fit me in"
    "|get me in|see me|seen by|be seen by|work me in|in with|get @ in|book @ in|book me in|fit @ in"
    "|squeeze @ in|bring @ in|get him in|get her in|book him in|book her in|see @|ver al|ver a la|ver a un"
    "|ver a una|que me vea|que me atienda|que lo vea|que la vea|ver a|book us in|come by|come on in"
    "|fit us in|pencil me in|go see|get checked|get seen",
    "open": "anything open|anything available|any availability|availability|openings|any openings"
    "|an opening|soonest appointment|next available|next opening|earliest appointment|first available"
    "|something available|walk in today|available appointment|times available|available times|spots"
    "|appointments available|disponibilidad|algo disponible|citas disponibles|horarios disponibles"
    "|hay lugar|hay espacio|soonest|earliest|have anything|have something|tienen algo|establish care"
    "|get established|put me on the schedule|put me down|set something up|schedule something|book something"
    "|make something|on your schedule|have any times|any times|anything on|have time|set one up"
    "|schedule one|book one|schedule it|get on the schedule|get something scheduled|get scheduled"
    "|get on the calendar",
    "due": "due|overdue|time for|due for|me toca|le toca|due to see",
    "sick": "i am sick|@ is sick|i am not feeling|i feel sick|not feeling well|i do not feel|feeling sick"
    "|under the weather",
    "move": "reschedule|rescheduled|rescheduling|re schedule|rebook|re book|rebooked|postpone|postponed"
    "|push back|reprogramar|reagendar|reagende|posponer|aplazar|push it back|move it|move my"
    "|change the time|change the date|change the day|cambiarla|moverla|pasarla|adelantarla|move up my"
    "|bump my",
    "shift": "move|change|switch|shift|push|swap|bump|bring|trade|delay|slide|adjust|alter|moving|changing"
    "|switching|moved|changed|switched|pushed|push back|modify|update|cambiar|mover|pasar|adelantar|atrasar"
    "|cambie|mueva|cambio",
    "slot": "appointment|appointments|visit|booking|time|date|day|slot|one|it|cita|consulta|turno|hora"
    "|fecha|dia|follow up|checkup|physical|reservation|session|citas|times|days|dates|o'clock|o clock",
    "else": "instead|another day|another time|another date|different day|different time|different date"
    "|different one|other day|other time|new date|new time|new one|new appointment|later date|later time"
    "|earlier date|earlier time|rebook|re book|find a new|the week after|the day after|the next day"
    "|something else|something later|something earlier|come another|otro dia|otra hora|otra fecha|otra cita"
    "|en vez|different slot|another slot|another appointment|pick a new|get a new|set a new|sooner"
    "|some other|better time|better day|otro horario|mas tarde|mas temprano|a later|an earlier|later than"
    "|earlier than",
    "come": "come|come in|be seen|get in|see me",
    "maybe": "do you have anything|do you have something|is there anything|any chance|possible to come"
    "|can we do|could we do|what about|how about|what else|anything else|do next|puede cambiar|cambiar"
    "|mover|la cambia|have anything|have something|come on|rather come|try for|see me",
    "next": "next|proxima",
    "theone": "the one|la que",
    "owned": "the one i have|i already have|my current|currently scheduled|my existing",
    "cancel": "take me off|take us off|take my name off|take @ off|cancel|cancels|cancelled|canceled"
    "|cancelling|canceling|cancelar|cancela|cancele|cancelarla|anular|anule|call off|call it off"
    "|cancelacion",
    "remove": "get rid of|drop|delete|remove|take off|scrap|scratch|take me off|take us off"
    "|take my name off|take @ off|forget about|give up|free up|release|quitar|borrar|eliminar|get out of"
    "|back out of|pull out of|lose",
    "fitin": "fit me in|squeeze me in|get me in|fit us in|squeeze us in",
    "cannot": "can not make it|can not make|can not come|can not be there|can not keep|can not attend"
    "|can not get there|can not go|will not make it|will not be able to make|will not be able to come"
    "|will not be coming|will not be there|will not be able to be|am not coming|am not going to make"
    "|am not going to be able|not able to make|not able to come|unable to make|unable to come"
    "|unable to keep|unable to attend|will not come|will not need|no longer need|no longer want"
    "|no longer able|do not need the|do not need my|do not need that|do not need this|do not want the"
    "|do not want my|do not need to come|do not need it|do not need an|no longer coming|not going to make"
    "|not going to be able|not be able to|will not need to|will not be needing|am not able"
    "|will not be going|will not be in|am not gonna make|not gonna make|not gonna be able|can not do"
    "|not gonna be there|am not going|no voy a poder|no podre|no puedo ir|no puedo asistir|no puedo llegar"
    "|ya no voy|ya no puedo|ya no quiero|ya no necesito|no voy a ir|no voy a llegar|no vamos a poder"
    "|no alcanzo a llegar|not coming|not make it",
    "broken": "fell through|something came up|something has come up|something is come up|have a conflict"
    "|called in|have to work|got to work|double booked|does not work|will not work|surgio algo"
    "|se me complico|conflict|not work for me|have to be somewhere|stuck|me salio algo"
    "|something else came up|is not going to work",
    "policy": "cancellation policy|cancellation fee|no show fee|late fee|cancellation list|your policy"
    "|the policy|a policy|any cancellations|cancellations|waitlist|wait list|politica",
    "check": "check|confirm|verify|look up|find out|remind me|see|tell me|double check|make sure|know"
    "|pull up|look at|review|list|read me|give me|remind|confirmar|verificar|revisar|consultar|saber"
    "|recordarme|ver|checar|confirm for|remember|forgot|forget|figure out|recuerda|decirme|me recuerda"
    "|double checking|confirming|checking",
    "have": "have|got|had|has|made|booked|scheduled|tengo|tenemos|tenia|tiene|set up|book|make|schedule",
    "on": "on for|booked|scheduled|supposed to|down for|in the book|in the system|on the schedule"
    "|on the books|coming in|set for|on the calendar|in for|coming up|due in|seeing|coming|booked for"
    "|still on|planned|set up|on your calendar|programada|agendada|agendado|expected|seeing you",
    "holding": "do i have anything|do i have something|do we have anything|do we have something"
    "|does @ have anything|does @ have something|have i got anything|have i got something"
    "|have we got anything|anything under my name|anything in my name|tengo algo|tenemos algo",
    # ------------------------------------------------------------ not a clinic's business
    "chat": "weather|snow|snowing|rain|raining|joke|jokes|news|score|scores|stock|stocks|president"
    "|election|movie|song|lottery|horoscope|trivia|clima|llover|nieve|chiste|noticias",
    "foreign": "car|cars|carwash|wash|salon|hair|haircut|hairdresser|barber|nails|manicure|pedicure|spa"
    "|mechanic|oil|tires|restaurant|dinner|hotel|flight|flights|movie|movies|vet|veterinarian|dog|dogs|cat"
    "|pet|lawyer|attorney|bank|loan|mortgage|credit|plumber|electrician|tutor|gym|dmv|passport|photographer"
    "|realtor|ticket|tickets|concert|insurance agent|grocery|groceries|taxi|uber|pizza|vacation|recipe|song"
    "|music|game",
    "harm": "accident|bite|bit|scratch|allergy|crash|wreck|driver|physical",
}  # fmt: skip
