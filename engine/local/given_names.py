"""Given names common in the United States, folded. A hint only: it never refuses or picks a person."""

_NAMES = """
aarav aaron abby abdul abdullah abe abel abena abigail abraham ada adam adela adele adeline aditya
adrian adriana adrienne agatha agnes agnieszka ahmad ahmed aida aiden aileen aimee aisha akiko akira
al alan alana alba albert alberta alberto alec alejandra alejandro alesha alessandra alex alexa
alexander alexandra alexandria alexandro alexei alexia alexis alfonso alfred alfreda alfredo ali
alice alicia alina alisa alisha alison alissa aliyah allan allen allie allison allyson alma alonso
alonzo alphonse althea alton alvin alyce alyson alyssa ama amal amalia amanda amara amber amelia ami
amie amina amir amira amit amos amparo amy ana anand anastasia anders andre andrea andres andrew
andy angel angela angelia angelica angelina angeline angelique angelita angelo angie angus anh anil
anissa anita anjali ann anna annabel annabelle anne annemarie annette annie annmarie anselmo anthony
antoine antoinette anton antonia antonio antony apolonia april araceli aracely archie arden ari
ariana ariel arjun arleen arlene arlette arlo armando arnold arnulfo arthur arturo arun ash ashanti
asher ashlee ashleigh ashley ashlyn ashok astrid athena aubrey audra audrey august augusta augustus
aurelia aurora austin autumn ava avery avis ayesha azucena bailey bao barb barbara barbra barney
barry bart basil beatrice beatriz beau becky belen belinda bella ben benita benito benjamin bennie
benny bentley bernadette bernadine bernard bernardo bernice bernie bert berta bertha bessie beth
bethany betsy bette bettie betty bettye beulah beverley beverly bianca bilal bill billie billy
birdie blaine blair blake blanca blanche bo bob bobbi bobbie bobby bonita bonnie boris brad bradford
bradley brady brandi brandie brandon brandy breanna bree brenda brendan brenna brent bret brett
brian briana brianna bridget bridgette britney brittany brittney brock brody brooke brooklyn bruce
bruno bryan bryanna bryant bryce bud burt byron cade caitlin caitlyn caleb callie calvin cameron
camila camilla camille camilo candace candice candida candy cara caren caridad carina carisa carissa
carl carla carlene carley carli carlo carlos carlotta carlton carly carlyn carmel carmela carmelita
carmella carmelo carmen caro carol carole carolina caroline carolyn carri carrie carroll carson
carter cary caryn casey cassandra cassidy cassie catalina catarina catarino catherine cathleen
cathryn cathy catrina cecelia cecil cecile cecilia celeste celestina celia celina celine cesar chad
chance chandra chanel chantal charity charla charlene charles charlie charlotte charmaine chase
chasity chastity chela chelsea chelsey chen cheri cherie cherilyn cherise cherry cheryl chester
cheyenne chi chidi chioma chiquita chloe chris chrissy christa christal christel christen christi
christian christie christin christina christine christopher christy chrystal chuck chuy ciara cindy
clair claire clara clare clarence clarice clarissa clark claude claudette claudia claudine clay
clayton clementine cleo cliff clifford clifton clint clinton cloe clotilde clyde cody colby cole
colette colin colleen collin colton concepcion concetta concha connie connor conrad constance
consuelo cooper cora coral coralie cordelia corey corina corine corinna corinne cornelia cornelius
corrine cory courtney craig cristal cristian cristina cristobal cruz crystal curt curtis cyndi
cynthia cyrus dahlia daisy dale dalia dallas damian damien damon dan dana dane danette dani dania
daniel daniela daniella danielle danna danny dante daphne dara darcy daria darian dario darius darla
darleen darlene darrell darren darryl daryl dave david davina davis dawn dayna dean deana deann
deanna deanne debbi debbie debby debi deborah debra declan dedra deena deepak deidra deidre deirdre
deja delaney delfina delia delilah della delores deloris demetria demetrius dena denice denis denise
denisse dennis derek derrick desiree desmond devin devon devona dewey dexter diana diane dianna
dianne dick diego dillon dina dinah dino dionisio dionne dirk divya dixie dmitri dolly dolores
dominga domingo dominic dominick dominique don dona donald donita donna donnie donovan dora doreen
dorene doretha dori dorinda doris dorothy dorthy dottie doug douglas drew duane duc dudley dulce
duncan dustin dwayne dwight dylan earl earlene earnestine eartha easton ebony ed eda eddie eden
edgar edie edith edmond edmund edmundo edna eduardo edward edwin edwina effie efrain eileen elaina
elaine elba elbert eldon eleanor eleanora elena eleonora eli elia eliana elias elijah elinor elisa
elisabeth elise eliseo elisha eliza elizabeth ella elle ellen ellie elliot elliott ellis elma elmer
elmira elmo elna eloisa eloise elsa elsie elton elva elvin elvira elvis emanuel emeka emelia emerson
emil emilia emiliano emilie emilio emily emma emmanuel emmett emmy encarnacion enid enrique
enriqueta eric erica ericka erik erika erin erma erna ernest ernestina ernestine ernesto ernie ervin
erwin esmeralda esperanza essie esteban estefania estella estelle ester esther ethan ethel etta
eugene eugenia eula eulalia eunice eunji eusebio eva evan evangelina evangeline evans evaristo eve
evelina evelyn everett evette evie ezekiel ezra fabian fabiola faisal faith fannie fanny farah farid
fatima fatimah faustino fausto fay faye federico felecia felicia feliciano felicita felicity felipe
felix fermin fern fernanda fernando fidel fidencio finn fiona fletcher flora florence florencia
florentino florine flossie floyd folasade forrest fran frances francesca francine francis francisca
francisco franco frank frankie franklin fred freda freddie freddy frederica frederick freida frieda
fritz gabe gabriel gabriela gabriella gabrielle gail gale garrett garry garth gary gaspar gaurav
gavin gavino gayle gena genaro gene genesis geneva genevieve genie geoffrey george georgeann
georgette georgia georgiana georgina gerald geraldine gerard gerardo geri germaine german gertie
gertrude gianna gilbert gilberto gilda gina ginger ginny giovanni gisela giselle giuseppe gladys
glen glenda glenn glenna glinda gloria glynis goldie gonzalo gordon grace graciela grady graham
grant grayson greg gregory greta gretchen greyson griselda guadalupe guillermina guillermo gus
gussie gustavo guy gwen gwendolyn gwyneth hadley hai hailey hal haley hallie hamza hana hank hannah
hans harlan harley harmony harold harper harriet harriett harrison harry haruto harvey hasan hassan
hattie haydee hayley hazel heath heather hector heidi helen helena helene helga henrietta henry
herbert heriberto herlinda herman hermelinda herminia hester hilario hilary hilda hillary hipolito
hiram hiroshi hoa holly homer hong hope horace horacio hortencia hortensia houston howard hubert
hudson hugh hugo humberto hung hunter huong hussein hyun ian ibrahim ida ifeoma ignacio ignatius
igor ike ilene iliana ilse imelda imogene imran ina india indira ines inez inga ingrid inocencio
iola ira irene iris irma irvin irving irwin isa isaac isabel isabella isabelle isaiah isidro isis
isla ismael isobel israel issac iva ivan ivette ivonne ivory ivy jacinda jacinta jacinto jack
jackeline jackie jacklyn jackson jaclyn jacob jacquelin jacqueline jacquelyn jada jade jae jaime
jairo jake jakub jalisa jamal james jamie jamila jamilah jan jana janae jane janel janell janelle
janet janette janice janie janine janis janna jannie jared jarrett jarrod jarvis jasmin jasmine
jason jasper jaunita javier jaxon jay jayla jaymie jayne jazmin jean jeanette jeanie jeanine jeanne
jeannette jeannie jeannine jeff jefferson jeffrey jen jenelle jenifer jenna jennie jennifer jenny
jerald jeremy jeri jermaine jerome jeronimo jerri jerrold jerry jess jesse jessenia jessi jessica
jessie jesus jewel jewell jian jill jillian jim jimmie jimmy jin jing jisoo jo joan joana joann
joanna joanne joaquin joaquina jocelyn jodi jodie jody joe joel joesph joey johann johanna john
johnathan johnathon johnetta johnnie johnny joleen jolene jon jonah jonas jonathan jonathon joni
jordan jorge jose josef josefa josefina joseph josephine josh joshua josie joslyn jossie josue
jovita joy joyce juan juana juanita juanito jude judi judie judith judson judy jules julia julian
juliana julianna julianne julie juliet juliette julio julissa julius jun june junior justin justina
justine kai kaitlin kaitlyn kali kara kareem karen karim karin karina karissa karl karla karly karyn
kasandra kasey kat katarzyna kate katelyn katharine katherine kathi kathie kathleen kathrine kathryn
kathy katie katina katrina katy katya kavita kay kaye kayla kaylee keegan keenan keesha keiko keira
keisha keith kelley kelli kellie kelly kelsey kelsie kelvin ken kendall kendra kendrick kenji
kenneth kenny kent kenya kermit kerri kerrie kerry kevin khadija khadijah khalid khanh kiara kiera
kieran kim kimberlee kimberley kimberly kira kirby kirk kirsten kirstie kirstin kirsty kitty kobe
kofi kourtney kris krishna krista kristal kristen kristi kristie kristin kristina kristine
kristopher kristy krystal krystle krzysztof kurt kwame kyla kyle kylie kyra lacey lacy lakeisha
lakesha lakisha lakshmi lamar lan lana lance landon landry lane lanette lara larissa larry lashonda
latanya latasha latisha latonya latosha latoya latrice laura laurel lauren laurence laurene lauretta
laurette lauri laurie laverne lavonne lawanda lawrence layla lazaro lea leah leana leandra leandro
leann leanna leanne lee leeann lei leigh leila lela leland len lena lenny lenora leo leobardo leon
leona leonard leonardo leonel leonor leopold leora leroy les lesa lesley leslie lester leta letha
leticia letitia levi levon lew lewis leyla li lia liam liana libby librada lida lidia lila lilia
lilian liliana lilla lillian lillie lilly lily lina lincoln linda lindsay lindsey ling linh linnea
linwood lionel lisa lisbeth lise lisette lissette lita liz liza lizbeth lizette lizzie lloyd loan
logan lola lolita lon lonnie lora loraine lorelei loren lorena lorene lorenzo loretta lori loria
lorie lorna lorraine lorrie lottie lou louella louie louis louisa louise lourdes lowell luana lucas
lucero lucia lucian luciana luciano lucille lucinda lucio lucretia lucy ludivina ludmila luella
luigi luis luisa luke lula lulu lupe luther luz lydia lyle lynda lyndsey lynette lynn lynne lynnette
mabel mable macario macie mack mackenzie maddie maddy madeleine madeline madelyn madge madison mae
magda magdalena magdaleno maggie magnolia mahmoud mai maia maisie makoto malcolm malgorzata malia
malinda mallory mamie mandy manish manny manolo manuel manuela mara maranda marc marcel marcela
marcelina marcelino marcella marcelo marci marcia marcie marco marcos marcus marcy margaret
margarita margarito margaux marge margery margie margo margot margret marguerite mari maria mariah
mariam marian mariana marianne mariano maribel maribeth maricela maricruz marie mariela marietta
marilou mariluz marilyn marina mario marion marisa marisela marisol marissa maritza marjorie mark
marla marlena marlene marlin marlo marlon marnie marquis marquita marshall marta martha marti martin
martina marty marva marvin mary maryann maryanne maryellen marylou mason mateo matilda matt matthew
mattie maud maude maura maureen maurice mauricio mauro mavis max maximiliano maximino maxine maxwell
may maya maynard mayra mckinley meagan meera meg megan meghan mei mel melanie melba melina melinda
melisa melissa melody melquiades melvin mercedes mercy meredith merle merrill merry mia micaela
micah michael michaela micheal michel michele michelle mickey miguel miguelito mika mikayla mike
mikhail mila milagros milan mildred miles millicent millie milo milton mimi mina mindy minerva ming
minh minjun minnie mira miranda mireya miriam misty mitchell mitzi modesto mohamed mohammad mohammed
mohan moira moises mollie molly mona monica monika monique monserrate monte monty morgan moriah
morris moses muhammad muriel murray mustafa myles myra myrna myron myrtle nadia nadine nam nan nancy
nanette naoko naomi napoleon nasir nasser natalia natalie natalya natasha nathan nathaniel natividad
nayeli ned neel neha neil nelda nell nellie nelson nena nereida nestor nettie neva neville newton
nga ngoc ngozi nia nicanor nicholas nichole nick nicki nickolas nicky nicola nicolas nicolasa nicole
nicolette nicolle nikhil nikita nikki nikolai nikole nila nilda niles nina nisha nita noah noble
noel noelia noelle noemi nola nolan nona noor nora norah norbert norberto noreen norma norman norris
nour nova nydia obdulia obi octavia octavio oda odessa odette ofelia oksana ola olaf olga olin olive
oliver olivia ollie oluwaseun oma omar opal ophelia ora orlando orval orville oscar osvaldo otis
otto owen pablo paco paige palmira paloma pam pamela pancho pansy paola paolo paris parker pascal
pascual pat patience patrica patrice patricia patricio patrick patsy patti pattie patty paul paula
paulette paulina pauline pawel payton paz pearl pearlie pedro peggy penelope penny pepe percy perla
perry pete peter petra phil philip phillip phoebe phuong phyllis pierre pilar ping piotr piper
placido polly ponciano pooja porfirio porter portia pradeep prakash precious preston pricilla
primitivo prince princess priscilla priya prudence qing quang queen queenie quentin quincy quinn
quinton quoc rachael racheal rachel rachelle rafael rahul raj rajesh rajiv rakesh ralph ralphie
ramesh ramiro ramon ramona randal randall randi randolph randy rani rania raphael raquel rashad
rashid raul raven ravi ray raymond raymundo reagan reba rebecca reece reed refugio reggie regina
reginald reid reina reinaldo rena renae renata rene renea renee reva rex rey reyes reyna reynaldo
rhea rhiannon rhoda rhonda rhys ricardo richard richie rick ricky rico rigoberto rikki riley rita
ritu rob robbie robbin robert roberta roberto robertson robin robyn rocco rochelle rocio rocky rod
roderick rodney rodolfo rodrigo rogelio roger rohan rohit roland rolando rolf roman romualdo ron
ronald ronda ronnie roosevelt rory rosa rosalba rosalee rosalia rosalie rosalina rosalind rosalinda
rosaline rosalio rosalyn rosanna rosanne rosario rosaura roscoe rose roseann roseanna roseanne
rosella roselyn rosemarie rosemary rosendo rosetta rosie rosina roslyn ross rowan rowena roxana
roxane roxanna roxanne roxie roy royce ruben rubi ruby rubye rudy rufus rui rupert ruperto russell
rusty ruth ruthie rutilio ryan ryder sabina sabrina sadie saeed sakura salim sally salma salome
salvador salvatore sam samantha samir samira sammy samuel sana sandi sandie sandra sandy sanford
sang sanjay sanjeev santa santiago santina santos sara sarah sarita sasha satoshi saul saundra
savanna savannah scarlet scarlett scott scottie scotty sean sebastian sebastiana selena selina selma
seo serena sergei sergio seth severiano seymour shana shane shania shanna shannon shanon shanta
shanti shari sharla sharlene sharon sharonda shaun shauna shavon shawn shawna shayla shayna sheena
sheila shelby sheldon shelia shelley shelli shellie shelly shelton sheree sheri sherie sherman
sherri sherrie sherry sherwood sheryl shiloh shirlee shirleen shirley shonda sid sidney sierra silas
silverio silvestre silvia simon simone sita skye skylar socorro sofia soila sol soledad solomon son
sondra sonia sonja sonny sonya sophia sophie spencer stacey staci stacia stacie stacy stan stanislaw
stanley star stefan stefanie stella stephan stephani stephanie stephany stephen sterling steve
steven stevie stewart stuart sudie sue suellen sung sunil sunny sunshine suresh susan susana susanna
susanne susie suzan suzanna suzanne suzette suzie suzy sven svetlana sybil syble sydney sylvester
sylvia tabatha tabitha tad tadeo takashi talia tamara tameka tamera tami tamika tammi tammie tammy
tania tanisha tanya tara tarek tariq taryn tasha tatiana tatum tatyana tawana tawanda tawanna tawny
taylor ted temeka tena teodora teofilo terence teresa teresita teri terra terrance terrell terrence
terri terrie terry tess tessa thad thaddeus thalia thanh thao thea thelma theo theodora theodore
theola theresa therese theron thi thomas thurman thuy tia tiana tiara tierra tiffani tiffanie
tiffany tim timmy timothy tina tisha titus tobias toby toccara todd tom tomas tomasa tommy toni
tonia tony tonya tori torrie traci tracie tracy trang travis trent trenton trevor trey tricia trina
trinh trini trinidad trinity trish trisha trista tristan troy trudy tuan tucker tunde tuyet twila
twyla ty tyler tyra tyree tyrell tyrome tyrone tyson ubaldo ulysses urbano ursula vada val valarie
valencia valente valentin valentina valeria valerie van vanesa vanessa vaughn velda vella velma
venancio vera vern verna vernice vernon veronica vesta vicente vicki vickie vicky victor victoria
victoriano victorina vida vijay vikki vikram vince vincent viola violet violeta virgen virgie virgil
virginia vito vivian viviana vivien vlad vladimir wade walker wallace wally walter wanda waneta ward
warner warren waylon wayne wei weldon wenceslao wendell wendi wendy werner wes wesley weston whitney
wilbert wilbur wilda wiley wilford wilfred wilhelmina will willa willard william willie willis
willow wilma wilmer wilson winford winfred winifred winnie winona winston wojciech woodrow woody
wyatt wynona xander xavier xenia xiao ximena xin xiomara xuan yadira yajaira yamileth yan yang
yasmin yasmine yelena yen yesenia ying yolanda yolonda yong yoshiko young yousef youssef yu yuki
yumi yun yuri yusuf yvette yvonne zacarias zachariah zachary zachery zack zainab zaire zane zara
zaynab zeke zelda zella zelma zena zenaida zion zoe zoey zofia zoila zora zula zulema
"""

GIVEN = frozenset(_NAMES.split())
