"""Family names common in the United States, folded. A hint only: it never refuses or picks a person."""

_NAMES = """
abdullah abebe abernathy acosta adams adebayo adeyemi adler agarwal aguilar ahmad ahmed ahn akhtar
alexander ali allen almeida alvarado alvarez andersen anderson andre andrews archuleta arellano
armstrong arnold arroyo austin avila ayala ba baca bailey baker banerjee banks barajas barbieri
barbosa barnes barnett barrera barrett barton bates bauer becerra beck becker begum bell beltran
benitez bennett benson bergstrom bermudez berry bertrand bianchi bishop black blackburn blackwell
blake blum boateng bonnet bose bowman boyd bradley bradshaw braun bravo brewer brooks brown bruno
bryant bui burke burns burton bush bustamante butler byrd byrne caballero cabrera cai calderon
caldwell callahan callaway camacho campbell campos cano cantu cao cardenas cardoso carlson carpenter
carr carrasco carrillo carroll carter caruso carvalho casas castaneda castillo castro cervantes
chamberlain chambers chang chapman chavez chen cho choi chopra chowdhury christensen churchill
cisneros cisse clark cobb cohen cole coleman collins colombo colon conti contreras cook cooper
coppola cordova corona coronado cortes cortez costa cox craig crawford crosby cruz cummings
cunningham curtis dang daniel daniels das davenport davidson davis day de dean delacruz delarosa
delgado deng desai diallo diaz dickerson ding dixon dlamini do dominguez donaldson dong donovan
douglas doyle dubois duncan dunn duong dupont duran durand eastwood edwards elizondo elliott ellis
ellison emerson enriquez epstein eriksson escobar escobedo esparza espinosa espinoza esposito
estrada evans fairchild farmer feldman ferguson fernandez ferrara ferrari fields figueroa fischer
fisher fitzgerald fitzpatrick fleming flores flynn fontaine fontana ford foster fournier fowler fox
frank franklin frazier freeman french friedman friedrich fuchs fuentes fuller gallagher gallardo
gallegos gallo galvan gamez garcia gardner garibay garrett garza gentile george ghosh gibson gilbert
gilmore giordano girard goddard godinez goldberg goldstein gomez gonzales gonzalez goodman goodwin
gordon graham granados grant gray greco green greenberg greene gregory griffin griffith guerra
guerrero gunther guo gupta gustafsson gutierrez guzman hale hall hamilton han hansen hanson hardy
hargreaves harmon harper harris harrison hart hartley hartmann harvey hassan hathaway hawkins hayes
haywood henderson hendricks hendrix henry hernandez herrera hess hicks hidalgo hill hinojosa ho
hoang hodges hoffman hofmann hogan holland hollingsworth holloway holmes hong hooper hopkins horvat
howard howell hu huang huber hudson huerta hughes humphrey hunt hunter hussain hussein hwang ibarra
ibrahim ingram iqbal ito ivanov iyer jackson jacobs james jang jankowski jaramillo jarvis jenkins
jennings jensen jia jiang jimenez johansen johnson johnston jones jordan jorgensen joseph joshi
juarez jung kaiser kamara kaminski kang kaplan kapoor karlsson kato katz keller kelley kelly kendall
kennedy kent khan kim king kirby kirk klein knight kobayashi koch kohler korhonen kowalski kozlowski
krause kruger kumar kwon lambert lancaster lane lang lange langford langley lara larsen larson
larsson laurent lawrence lawson le leal leblanc ledbetter lee lefebvre lehmann leon leonard leone
leroy levine levy lewandowski lewis li liang lim lima limon lin lindberg lindstrom little liu
lockwood lombardi long longo lopez love lowe lozano lu lucas lugo luna luo ly lynch ma macdonald
macias mack madsen mahmood maier maldonado malik mancini mann manning marin marino marquez marshall
martin martinelli martinez martini martins mason mata matthews may mayfield mbeki mcbride mccarthy
mccormick mccoy mcdaniel mcdonald mcgee mcguire mcintyre mckenzie mckinney mclaughlin medina mehta
mejia melendez mendez mendoza mensah mercier merritt meyer meza miah michel middleton miller mills
miranda mireles mitchell mohamed mohammed molina monroe montano montes montgomery montoya moore mora
morales moreau morel moreno moretti morgan morris morrison mosqueda moyo mukherjee muller mullins
munoz murillo murphy murray myers nair nakamura nash nava navarro neal negrete nelson neumann newman
newton ngo nguyen nichols nielsen nieminen nieto nilsson nkosi nolan norman norris norton novak
nowak nunez nwosu obrien ocampo ochoa oconnor odonnell okafor okonkwo okoro olivares olivas oliveira
oliver olsen olson olsson oneal oneill orozco ortega ortiz osborn osborne osullivan otero owen owens
owusu pacheco padilla palacios palmer pan papadakis papadopoulos park parker parks parsons partida
patel patterson paxton payne paz pearson peck pedersen pena peng pennington pereira perez perkins
perry persson peters peterson petrov pham phan phillips pickett pierce pineda pittman plascencia
ponce popov porter portillo potter powell powers prado pratt preston price proctor quezada quinn
quintana quintero radford rahman ramirez ramos ramsey randolph rangel rao rasmussen ray razo reddy
reed reid renteria reyes reynolds rhodes ribeiro ricci rice richards richardson richter riley rios
rivas rivera rizzo robbins roberts robertson robinson robledo robles rocha rodarte rodriguez rogers
rojas romano romero rosales rosario rose rosen rosenberg ross rossi rousseau roux rubio ruiz russell
russo rutherford ryan saenz salas salazar salcedo salgado salinas sanchez sanders sandoval santana
santiago santos sasaki sato savage sawyer schmidt schneider schroeder schultz schulz schwartz scott
segura sen seo serrano shah shapiro sharma shaw shelton sherwood shin sierra silva simmons simon
simpson sims singh skinner slater smith snyder sokolov solano solis song sorensen sosa soto souza
sow sparks spencer stafford stanley steele stein stephens sterling stevens stewart stokes stone
stratton strickland suarez sullivan summers sun sutton suzuki svensson svoboda swanson sweeney
szymanski tafoya takahashi tanaka tang tapia tate taylor teixeira tellez tesfaye thomas thompson
thornton tillman tolbert torres tovar townsend tran traore trejo trevino trujillo tucker turner
underwood urbina urias uribe valdes valdez valencia valenzuela valle vance vargas vasquez vaughn
vazquez vega vela velasco velasquez velez vera verma villa villalobos villanueva villarreal villegas
vincent virtanen vitale vo vogel volkov vu wade wadsworth wagner walker wallace walsh walters walton
wang ward ware warren washington watanabe waters watkins watson watts weaver webb weber wei weiss
welch wells werner west weston wheeler whitaker white whitehead whitfield whitford wiggins wilcox
wilder wilkerson wilkins wilkinson williams williamson willis wilson winkler winters wisniewski
wojcik wolf wong wood woodard woods woodward wright wu wyatt xiao xie xu xue yamada yamamoto yan
yanez yang yates ye yoo yoon york yoshida young yuan zamora zapata zaragoza zavala zepeda zhang zhao
zheng zhou zhu ziegler zielinski zimmerman zimmermann zuniga
"""

FAMILY = frozenset(_NAMES.split())
