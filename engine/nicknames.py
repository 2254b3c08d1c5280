"""Short forms of given names: a caller who says one of a set may be on file under another."""

_SETS = """
robert bob bobby rob robbie bert; william bill billy will willie liam; richard rick ricky rich richie dick;
james jim jimmy jamie; john johnny jack jon; jonathan jon jonny johnathan jonathon; joseph joe joey; michael
mike mikey mick micheal; charles charlie chuck chas; thomas tom tommy; christopher chris topher kit; daniel
dan danny; matthew matt; anthony tony antony; andrew andy drew; steven steve stephen stevie; edward ed eddie
ted teddy ned; edmund ed eddie; edwin ed eddie; theodore ted teddy theo; kenneth ken kenny; ronald ron
ronnie; donald don donnie; timothy tim timmy; gregory greg gregg; jeffrey jeff geoff geoffrey; lawrence
larry laurence; nicholas nick nicky nicolas; benjamin ben benny benji; samuel sam sammy; alexander alex al
xander sandy; albert al bert; alfred al fred alfie; allen al alan allan; frederick fred freddie freddy;
gerald gerry jerry; jerome jerry; raymond ray; leonard leo len lenny; walter walt wally; harold harry hal;
henry harry hank hal; francis frank frankie; franklin frank; philip phil phillip; peter pete; patrick pat
paddy; david dave davey; douglas doug; zachary zach zack zac; nathaniel nate nat nathan; nathan nate; joshua
josh; jacob jake; gabriel gabe; vincent vince vinny; victor vic; arthur art artie; eugene gene; ernest
ernie; stanley stan; russell russ; roger rodge; ruben ben; abraham abe; isaac ike; martin marty; maxwell
max; maximilian max; dominic dom nick; cameron cam; bradley brad; curtis curt; clifford cliff; clinton
clint; calvin cal; barnabas barney; bernard bernie; herbert herb bert; herman herm; howard howie; hubert
bert; louis lou louie lewis; manuel manny; emmanuel manny; ignacio nacho; francisco paco pancho frank; jose
pepe; jesus chuy; guadalupe lupe; roberto beto bob; alberto beto; eduardo lalo ed; guillermo memo william;
enrique quique; rafael rafa; miguel mike; antonio tony tono; salvador sal; salvatore sal; alejandro alex;
alejandra alex ale; rosario chayo; dolores lola; concepcion concha conchita; consuelo chelo; mercedes meche;
isabel chabela bella isa; refugio cuca; graciela chela; margaret maggie meg peggy marge margie greta daisy
margo; elizabeth liz lizzie beth betty betsy eliza libby elisabeth lisa bess; katherine kate katie kathy
kathryn catherine cathy kat kitty kay katharine; catherine cathy kate katie katherine kathryn kitty;
kathleen kathy kath; jennifer jen jenny jenn; jessica jess jessie; rebecca becky becca; deborah deb debbie
debra; debra deb debbie deborah; patricia pat patty tricia trish patsy; susan sue susie suzy suzanne;
suzanne sue suzy; barbara barb barbie babs; dorothy dot dottie dolly; virginia ginny ginger; christine chris
chrissy tina christina; christina chris tina chrissy christine; kristin kris kristen; kimberly kim kimmy
kimberley; pamela pam; sandra sandy; cynthia cindy; victoria vicky vicki tori; veronica roni; amanda mandy;
samantha sam sammy; alexandra alex sandra lexi alexa; stephanie steph; theresa terry tess tessa teresa
terri; teresa terry tess theresa terri; frances fran francie frankie; josephine jo josie; joanna jo; joanne
jo; judith judy judi; jacqueline jackie; janet jan; janice jan; angela angie; abigail abby gail; natalie
nat; nicole nicki nikki; michelle shelly mickey; melissa missy mel; melanie mel; valerie val; gwendolyn
gwen; caroline carrie caro; carolyn carrie lynn; charlotte lottie charlie; eleanor ellie nell nora; ellen
ellie nell; emily em emmy; emma em; florence flo; gertrude gert trudy; harriet hattie; helen nell nellie;
isabella bella izzy; madeline maddie; martha marty patty; mary molly polly mamie; maria mia mari; matilda
tilly; mildred millie; miriam mimi; olivia liv livvy; penelope penny; priscilla cilla; rachel rach; roberta
bobbie; rosemary rosie rose; sarah sally sadie; sylvia syl; vivian viv; winifred winnie; yvonne vonnie;
ashley ash; allison allie ali; alison allie ali; tyrone ty; tyrome ty; tyler ty; muhammad mohammed mohamed
mohammad
"""

_BY_NAME: dict[str, frozenset[str]] = {}
for _group in _SETS.split(";"):
    _formal, *_short = _group.split()
    _BY_NAME[_formal] = _BY_NAME.get(_formal, frozenset()) | frozenset(_short)


def is_short_for(one: str, other: str) -> bool:
    """Whether one folded given name is a short form of the other."""
    if one in _BY_NAME.get(other, ()) or other in _BY_NAME.get(one, ()):
        return True
    return _is_pet_form(one, other) or _is_pet_form(other, one)


def _is_pet_form(one: str, other: str) -> bool:
    """Whether `one` is `other` with the ending of endearment: Gracie, Annie, Janey."""
    stem = other.rstrip("e")
    return len(stem) > 2 and one in (stem + "ie", stem + "y", stem + "ey", stem + stem[-1] + "y")
