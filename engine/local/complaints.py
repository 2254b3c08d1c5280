"""Words by which callers name what ails them, English and Spanish, as beginnings of folded words."""

import re

_AILING = (
    r"pains?|painful|ach(?:e|es|ing|y)|\w+aches?|hurt(?:s|ing)?|sore(?:ness)?|rash(?:es)?|cough(?:s|ing)?"
    r"|fevers?|colds?"
    r"|flu|infect\w*|swell\w*|swollen|lumps?|bumps?|moles?|migraines?|nause\w*|vomit\w*|throwing up"
    r"|diarrhea|dizz\w+"
    r"|vertigo|bleed\w*|itch\w*|burn(?:s|ing|ed)?|allerg\w+|anxi\w+|depress\w+|insomnia|(?:trouble|can"
    r" not) sleep\w*"
    r"|blood pressure|cholesterol|diabet\w+|blood sugar|thyroid|asthma|sinus\w*|runny nose|stuffy"
    r"|congest\w+|sprain\w*"
    r"|broke(?:n)?|fractur\w*|wounds?|stitches|bruis\w*|cramps?|cramping|numb(?:ness)?|tingl\w+"
    r"|weak(?:ness)?|fatigue|exhausted"
    r"|tired|heartburn|reflux|constipat\w*|bloat\w*|acne|warts?|eczema|psoriasis|pimples?|blister\w*|hives"
    r"|bites?|bitten"
    r"|stung|strep|bronchitis|pneumonia|ear ?infection|pink ?eye|uti|arthritis|gout|hernia|ulcers?"
    r"|palpitations"
    r"|worse\w*|severe\w*|peor|empeor\w*"
    r"|killing me|bothering me|acting up|acts? up|stiff\w*|pulled|twisted|tore|popped|limping|fell (?:down"
    r"|on|off|over|out)|injur\w*|hives"
    r"|hair loss|losing hair|weight (?:loss|gain)|spots?|cysts?|scabs?|snoring|sweats?|shak(?:y|ing)|sick"
    r"|ill|unwell"
    r"|under the weather|not (?:been )?feeling (?:well|good|great|right)|do not feel (?:well|good|right)"
    r"|duele\w*|dolor(?:es)?|fiebre|calentura|tos|gripe|resfriado|catarro|sarpullido|ronchas|comezon"
    r"|picazon|mareos?"
    r"|mareado|mareada|vomit\w*|diarrea|nauseas?|hinchad\w*|hinchazon|inflam\w*|alergias?|ardor|infeccion"
    r"|ansiedad"
    r"|depresion|presion|diabetes|azucar|asma|migrana|enferm\w+|manchas?|bulto|bolita|me siento mal|golpe"
    r"|caida"
    r"|torcedura|lastim\w+|granos?|estren\w+|cansancio"
)
_ROUTINE = (
    r"follow ?ups?|physicals?|refills?|check ?ups?|annual|yearly|wellness|well (?:child|woman|baby)"
    r"|vaccin\w*|shots?"
    r"|booster|immuniz\w+|screening|paperwork|forms?|clear(?:ed|ance)|results|lab ?work|blood ?work"
    r"|prescriptions?"
    r"|medication review|referral|new patient|establish|seguimiento|chequeo|vacunas?|receta|resultados"
    r"|examen fisico"
    r"|control|revision|post ?op|recheck"
)
AILING = re.compile(rf"\b(?:{_AILING})\b")
ROUTINE = re.compile(rf"\b(?:{_ROUTINE})\b")
