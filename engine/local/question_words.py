"""The words and phrases of questions about the clinic and of matters it does not settle by telephone."""

QUESTION_TAGS = {
    "openclose": "open|close|closed|opens|closes|opening|closing|abierto|abiertos|cerrado|cerrados"
    "|atienden",
    "opens": "abren|cierran|horario|horarios|office hours|opening hours|business hours|hours of operation"
    "|your hours|clinic hours|are you open|you open|you close|you guys open|you guys close|the office open"
    "|the office close|the clinic open|the clinic close|open on weekends|open on saturday|open on saturdays"
    "|open on sunday|what are the hours|open today|hasta que hora|open late|close for lunch"
    "|closed for lunch|open tomorrow|you folks open|you folks close|you all open|you all close",
    "hours": "hours|hour",
    "where": "where is the clinic|where is the office|where is your|you located|clinic located"
    "|office located|your address|your location|the address|how do i get there|how do i find you|directions"
    "|what floor|which floor|which building|what building|park|parking|parking lot|valet|cross street"
    "|near the subway|bus stop|your office located|donde estan|donde queda|direccion|ubicacion|ubicados"
    "|estacionamiento|donde se encuentran|como llego|where do i go|where do i come|where do you guys"
    "|entrance|main office|what street|what part of town|where are you located|where are you at"
    "|where are you guys|where you are|your office|get to your|get to the clinic|get to you|located",
    "insurance": "insurance|medicare|medicaid|aetna|cigna|humana|blue cross|blue shield|united healthcare"
    "|united health|kaiser|tricare|copay|co pay|copays|deductible|in network|out of network|network"
    "|insurances|hmo|ppo|anthem|seguro|seguros|aseguranza|coverage|medical card|oscar health|molina"
    "|medi cal|health plan|my plan|covered",
    "accept": "accept|take|takes|cover|covers|accepts|participate|aceptan|toman|acepta|work with|honor"
    "|bill my",
    "cost": "how much|cost|costs|price|prices|self pay|out of pocket|cash price|cuanto cuesta"
    "|cuanto cobran|cuanto sale|precio|cobran|cuestan|cuanto es|cuanto vale|cuanto|do you charge"
    "|payment plan|payment plans|sliding scale|without insurance|cuesta",
    "prepare": "bring|fasting|prepare|eat before|drink before|eat or drink|arrive early|get there early"
    "|come early|how early|show up early|llevar|traer|ayunas|en ayunas|antes de la cita|fill out"
    "|insurance card|eat anything|drink anything|anything beforehand|empty stomach|stop taking|photo id"
    "|beforehand",
    "preparing": "fast|eat|drink|wear|id|identification|undress|shave",
    "young": "kids|children|babies|newborns|infants|teenagers|minors|ninos|bebes",
    "contact": "phone number|fax|fax number|email|email address|website|web site|mailing address"
    "|your number|numero de telefono|correo|telefono de|patient portal|numero de fax|direct line|extension",
    "service": "walk ins|walk in|walkins|telehealth|video visit|video visits|virtual|over the phone|x rays"
    "|x ray|mri|lab on site|wheelchair|interpreter|interpreters|on site|house calls|home visits|urgent care"
    "|same day appointments|same day|weekends|weekend|saturdays|sundays|evening hours|evenings|wait list"
    "|waitlist|waiting list|cancellation policy|cancellation fee|late fee|no show fee|cancellation list"
    "|sin cita|evening appointments|covid test|covid tests|flu shots|covid testing|physicals|masks|mask"
    "|wear a mask|drug test|elevator|stairs|wifi|videollamada|a translator|translator|visitors are",
    "exists": "is there|are there|hay|tienen|hacen|ofrecen|you offer|you provide|you do|you have"
    "|do you all|do you guys|do you folks",
    "newpatients": "new patients|taking patients|accepting patients|taking new|accepting new"
    "|pacientes nuevos|nuevos pacientes",
    "providers": "doctors do you have|doctors are there|your doctors|the doctors|which doctors"
    "|what doctors|doctors work|kind of doctors|do you have a|do you have an|specialists do you have"
    "|providers|female doctor|woman doctor|male doctor|doctors you have|que doctores|que medicos"
    "|doctores tienen|medicos tienen|doctors there|tienen un|tienen una|los doctores|who do you have"
    "|who do you all have|who are the doctors|who works|quienes atienden|all your doctors|other doctors"
    "|doctors speak|doctor speaks|que hablen espanol",
    "works": "work|works|working|in|on|there|available|off|vacation|board certified|good|trabaja|taking"
    "|accepting|accept|take|atiende|new patients|in today|retired|retiring|qualified",
    "howlong": "how long|how far out|how long is|how long does|wait time|wait times|cuanto dura"
    "|cuanto tarda|cuanto tiempo",
    "duration": "take|takes|last|visit|appointment|appointments|wait|it|tarda|dura|physical|exam|process"
    "|procedure|run",
    "need": "need|required|necesito|hace falta",
    "event": "blood test|test|surgery|procedure|lab|labs|visit|appointment|appointments|physical|exam"
    "|blood work|bloodwork|cita",
    "paper": "referral|id|card|appointment|insurance|referido|cita|consent|guardian|parent"
    "|immunization records",
    "doctorname": "doctor|doctora|doctors",
    # ------------------------------------------------------------ what the line has no business with
    "refill": "refill|refills|refilled|prescription|prescriptions|rx|renew my|renewal|receta|recetas"
    "|surtir|pharmacy|my meds|my medication|my medicine|medication refill|pills|insulin|inhaler"
    "|my medications|resurtir|medicinas|dosage|medications|prior authorization",
    "results": "results|test results|lab results|resultados|biopsy|my labs|my xray|my x ray|my mri"
    "|blood test came|my blood test|my blood work|my bloodwork|my test|pathology|los analisis|mis analisis",
    "bill": "bill|bills|billing|invoice|statement|payment|pay my|charged|refund|balance|owe|overcharged"
    "|collections|factura|cobro|pagar|a charge|my account|payments|estado de cuenta",
    "late": "running late|minutes late|be late|a bit late|a little late|running behind|stuck in traffic"
    "|voy tarde|llegar tarde|voy a llegar tarde|running a few|running about|running a little"
    "|caught in traffic|minutos tarde|am late|retrasado|retrasada|voy retrasado|traffic",
    "paperwork": "letter|a letter|note|a note|forms|form|paperwork|excuse|referral|nota|carta|formulario",
    "records": "medical records|my records|records|doctor 's note|doctors note|work note|school note"
    "|note for work|note for school|fmla|disability|release form|my chart|mychart|password|login|log in"
    "|nota medica|justificante|expediente|constancia|complaint|complain|lost and found|left my|my file"
    "|update my|my address|shot record|immunization record|vaccine record|immunization records"
    "|parking ticket",
    "advice": "what should i take|should i take|what can i take|side effects|is it safe|can i take"
    "|can i use|what can i use|what should i do|home remedy|cure|que puedo tomar|puedo tomar|que debo tomar"
    "|should i go to|do i need to worry|should i be worried|is it normal|how do you relieve|is it okay to"
    "|symptoms of|side effect|how do i treat|how to treat|que hago",
    "sales": "calling from|warranty|office manager|special offer|promotion|survey|sponsor|vendor"
    "|business owner|decision maker|this is a recorded|interested in saving|job opening|hiring|apply for"
    "|le llamo de|business lending|on behalf of the company|with a company",
    "wrong": "wrong number|numero equivocado|who is this|wrong clinic|wrong office|who am i calling",
}  # fmt: skip
