"""Common given names in Sweden: they tell "Anna Ek, Bo Alm" (two people) from "Anna Ek, Rädda Barnen".

Only a tie-breaker: names that are not here are read by their form, so a missing one costs little.
"""

from functools import lru_cache

from minutes.importer.folding import fold

_NAMES = """
aaron abbas abdel abdi abdirahman abdul abdulkadir abdullah abdullahi abel abigail abraham ada adam adel adele
adelina adil adin adina adis adnan adolf adrian adriana agda agnes agneta ahlam ahmad ahmed aida aiden aina
aino aisha aja ake akram alan alana alba albert alberto albin albina aleksandar aleksander aleksandra alen
alex alexander alexandra alexandre alexis alf alfhild alfons alfred alfrida algot ali alice alicia alicja
alina aline alisa allan alli alma almina alva alvar alvi alvin alvina alwa amal amalia amanda amanuel amela
amelia amelie amer amin amina amir amira ammar ana anas anastasia ander anders andré andrea andreas andrej
andrew andrzej andy aneta anette angela angelica angelika angelina anisa anita anja anki ankie ann anna
annakarin annalena annalisa annamaria annbritt anncharlotte annchristin anne anneli annelie annelise anneth
annett annette annevi anni annica annicka annie annifrid annika annkatrin annkristin annlouise annmarie
annsofi annsofie anny antje antoine anton antonia antonio antonios antti anwar arash ardita ari arian ariana
arman armin arna arne aron arta arthur artur arvid arvo arwa asa asbjörn ascha asha asim asma asmaa asmir
assar asta astor astrid athena atilla atle august aurora axel axelina axelle aya ayan ayla ayman ayse aysel
aziz azra babak bahar bahram barbara barbro basel bashar bashir bassam batoul beata beate beatrice beatrix
bella ben benedicta benedikt bengt benita benjamin benneth benny børge berit bernadette bernard berndt
bernhard bernice bernt bert berta bertha bertil bertilda besim bettina betty bianca bibbi bibi bilal bill
billy binnie binyam birger birgit birgith birgitta birgitte birk birte bjarne björn blanka blerim blerta bo
bodan bodil boel bogdan bojan boriana boris bosse brage branka brian brita brith britt britta brittmarie bror
bruce bruno brynolf burhan börje caesar cajsa calle camelia camilla camilo carin carina carita carl carla
carlos carmen carola carolina caroline carsten casper cassandra catalina catarina catharina catherine cathrin
cathrina cathrine catrin catrine cattis cecilia celia celine chanel chantal charles charley charlie charlott
charlotta charlotte chris christa christel christer christian christin christina christine christofer
christoffer christopher christos cia ciara cicci cilla cindy cissi claes claire clara clary clas claudia
claudio cleas clemens cleo coco colin connie conny conrad cornelia crister cristian cristina cristofer curt
cynthia dag dagmar dagny dalia damian damir dan dana danica daniel daniela daniella danielle danijela danilo
danny danuta dara darin dario dariusz darko david dawid dawit deborah dejan delal denise deniz dennis denny
derya desirée diana diar dick diego dilan dilara dimitri dina dino disa dominic dominik donald doris dorota
dorotea dorothea dorrit douglas dragan dragana dragica drita dusan dylan dzenan ebba ebbe eddie edgar edina
edit edita edith edla edmund edna edona eduard eduardo edvard edvin edward edwin eeva efraim egil egon eija
eila einar eino eira eivor ejnar øjvind ekaterina elaine elena eleonor elham eli eliana elias elida elin elina
elinor elis elisa elisabet elisabeth elise eliza elizabeta elizabeth ella ellen elli ellie ellinor elliot elly
elma elmer elmina elna elof elon elsa elsie elsy elton elva elvin elvina elvira elvis elwin elzbieta emad
emanuel emelia emelie emely emil emilia emilio emily emina emine emir emma emmanuel emmeli emmelie emmy emre
enar endrit enes engla enis enisa enok enya eric erica erick erik erika erland erling ernesto ernst erol ervin
erwin esbjörn esmail esmeralda essa esteban estelle ester esther etta eugen eugenia eva evald evalotta
evamarie evan evelin evelina evelyn evert evy ewa ewelina ewert øyvind ezra fabian fadi fadime fadumo fahimeh
faisal fanny farah farhad farhan fariba farid farida faris farshad faruk farzad fatemeh fathi fatima fatma
fatme fatmir fatou fatuma felicia felix ferdinand fernando fikret filip filippa finn fiona flora florence
florent florian florin folke fouad frances francesca francesco francis francisco franciska frank frans franz
fredric fredrica fredrik fredrika frej freja frida fride frideborg friedrich fritiof fritz frode fuad gabriel
gabriela gabriella gabrielle gaby gary georg george georgina georgios gerald gerard gerd gerda gerhard gert
gerth gertrud ghada gillis gina giovanni gisela gitte giuseppe glenn gloria goran gordana gottfrid gotthard
gottlieb grace grazyna greger gregor greta gudmund gudrun gull gullan gullbritt gullevi gulli gullvi gun
gunborg gunbritt gunder gunhild gunilla gunlög gunn gunnar gunnel gunnevi gunni gunnie gunnvor gunvi gunvor
gurli gurra gustaf gustav gustavo gusten guy gylling gösta göta göte göthe habib habiba hadi haidar haifa
hakan hala halima halina hallvard halvar halvard hamad hamdi hamed hamid hampus hamsa hamza hana hanan hani
hania hanif hanna hannah hanne hannes hannu hans harald haris harold harri harriet harry hartmut haruna hasan
hassan hasse hatice hawa haya hayat hayder heba hedda hedvig hege heidi heike heikki heinz hekmat helen helena
helene helga helge helle helly helmer helmi helmut helvi henna henning henny henri henric henrietta henriette
henrik henry henryk herbert herman hermann hermine hertha hilda hilde hildegard hilding hildur hilja hilkka
hillevi hilma hjalmar hjördis hodan holger hossein huda hugo huguette hulda humam husein hussain hussein
hyseyin ian ibbe iben ibrahim ida idar idil idris idun ifrah ignacio igor ikram ilan ildiko ilir ilja ilkka
ilmari ilona ilse ilyas imad iman imran ina inari ines ing inga ingalill ingar ingbritt inge ingeborg ingegerd
ingegärd ingela ingeli ingemar inger ingerid inglis ingmar ingmarie ingolf ingrid ingvar ingvor inka inkeri
ioana ioannis iqra irena irene irina iris irja irma irmeli irmgard isa isaac isabel isabell isabella isabelle
isac isak ishak isidor ismael ismail isra israa istvan ivan ivana ivar ivica ivo ivonne ivy iwan iwona izabela
izabella jaakko jaana jack jackie jacob jacqueline jaime jakob jalal jamal james jamie jamila jan jana jane
janet janette janina janis janna janne jannica jannicke jannika jari jarkko jarl jarmo jaroslav jasim jasmin
jasmina jasmine jasminka jasna jason jasper javier jawad jean jeanett jeanette jeff jelena jelica jenna
jennica jennie jennifer jenny jens jeremias jürgen jerker jerome jerry jerzy jesper jessica jessika jette
jihad jill jim jimmie jimmy jing joachim joacim joakim joan joana joanna joar joel johan johann johanna
johannes john johnny jon jonas jonatan jonathan joni jonna jonne jonny jorge jorma jorunn jose josef josefin
josefine joseph josephine josette joshua josip jouko jovan jovana joyce jozef juan juanita judit judith juha
juhani jukka julia julian juliana julie julieta juliette junis juri jussi justin justyna jutta jyrki jytte
jöns jörgen jörn kaare kadir kadri kai kaisa kaj kajsa kalevi kalle kamal kamil kamila kamilla kamran karam
kari karim karima karin karina karine karl karla karlo karna karolin karolina karsten kasper katalin katarina
katarzyna kate katerina katharina katharine katherine kathleen kathrin kathy katia katinka katja katri katrin
katrina katrine kattis katty kauko kavita keijo keith kelly kemal kenan kennet kenneth kenny kent kenth kerim
kerstin keth khadija khadra khaled khalid kiana kicki kim kirsi kirsten kirsti kitty kjell kjerstin klara klas
klaus knud knut konrad konstantin konstantinos kornelia krister kristian kristin kristina kristofer kristoffer
krystyna krzysztof kujtim kurt kyllikki kåre käthe ladan laila laleh lamin lara larisa larissa larry lars
lasse latifa laura laurent lauri lavin lawen layla lazar lea leah leandro leena leha leif leila lejla leka
lena lennart lennarth lennie lenny leo leon leonard leonardo leone leonid leonie leonora leopold lesley leslie
letizia leyla li lia liam lian liban lidia liisa lilian liliana lilianne lilja lill lillan lillemor lillian
lilly lina linda linn linnea linus lisa lisbet lisbeth lise liselott liselotte lisette liv livia ljiljana
ljubica lo loa loke lola lone lorena lorentz lorenz lotta lotten lotti louis louise lova love lovis lovisa
lowa lowe lubna luca lucas lucia luciano lucy ludmila ludvig ludwig luis luka lukas luna lydia lykke madelaine
madeleine madelen madelene magda magdalena maggan maggie magnhild magnus mahad mahamed mahdi maher mahmoud
mahmud mahnaz mai maija maj maja majbritt majid majken majlis majne majvor malek malena malik malika malin
malte malva malvin malwina manal manfred manne mannfred mansour manuel manuela mara maram marcel marcela
marcello marcin marco marcus marek maren margaret margareta margareth margaretha margarethe margarita margit
margita margot margret margrete margreth mari maria mariam mariama marian mariana mariann marianne marie
mariella marielle marietta marija marika marina mario marion marisa marit marita maritha mariusz mariya marja
marjana marjatta marjo marjut mark marketta markku marko markus marlen marlene marta martha marthin marti
martin martina martine marwa mary maryam mathias mathilda mathilde maths matilda matilde mats matteus matti
mattias mattis matts matz maud maurits mauritz max maxim maximilian may maya maybritt mayvor medina mehdi
mehmet mehran meja melanie melina melinda melissa melker melvin melwin mensur meral mercedes mergim meriam
merima merja meryem meta mia micael micaela michael michaela michal michel michelle mickan micke miguel mika
mikael mikaela mikaelle mikko mila milad milan milena milica milja miljan milla millan mille milo milos milton
mimmi mina minea minna minou mio mira miran miranda mirela mirella miriam mirja mirjam mirjana mirko mirna
miroslav mirza misha moa mogens moha mohamad mohamed mohammad mohammed mohsen mojgan molly mona moni monica
monika monir morgan mostafa moussa muamer muhamed muhammad muhammed mujo mumin muna munir murad murat musa
mustafa mustafe myra måns mårten märet nabil nada nadia nadin nadine nadja nahid nahom naim naima najat naji
najib nancy nanna naomi narges narin naser nasir nasrin nasser natalia natalie natalija natasa natasha
nathalie nathan nathanael navid nawal nea neda nedzad negin nejra nella nellie nelly nelson nenad nermin
nermina neva nevena nichlas nicholas nicklas niclas nicola nicolai nicolas nicole nicoletta niels nihad niilo
nike nikita niklas niko nikola nikolai nikolaj nikolaos nikolas nikolaus nikolina nils nilsgunnar nima nina
ninni ninorta ninos nisse noa noah noel noelia noomi noor nora norah norbert norma nour nova novalie nuha nuno
nura nuria nursel nyla oda odd oddbjörn oddny ola olav olavi ole oleg olena olga olin oliver olivia olivier
olle olof olov omar omer omid oona orest orjan orlando orvar osama osborn oscar oskar oskari osman ossian
osvald oswald otilia ottilia ottmar otto ove owe oxana paavo pablo pamela paola paolo parisa pascal pascale
patric patrice patricia patrick patrik patrycja patryk paul paula pauli paulina pauline paulus pavel pawel
payam peder pedro pehr pekka pella pelle penelope penny pentti peo per percy perla pernilla pernille pertti
perttu peter pether petra petri petronella petrus petter phil philip philippa philippe pia pierina pierre
pieter pihla piotr pirjo pirkko polina pontus poul predrag pål pähr päivi pär rabi rabia rachel rachid rada
rade radovan rafael rafal rafi raghad ragnar ragnhild rahaf rahel rahim rahma raija raili raimo raisa raja
rajesh rakel ralf ralph rama rami ramin ramiz ramona ramsin rana randi rania raphael rasa rashid rasmus rauha
raul rauni rauno ravi rawan raya raymond rea rebaz rebecca rebecka rebin reem regina regine reidar reijo reima
reine reinhold remi rena renata renate rené renée reyhan reza ria ricardo richard rickard rickie riitta rikard
rima rina rino risto rita ritva riyad roar robban robert roberta roberto robin robyn rode rodrigo roger roland
rolandas rolf roman romina ronald ronja ronni ronnie ronny rosa rosalie rosanna rosario rose rosemarie rosie
rosita rosmarie roxana roxanne roy roza ruben ruby rudi rudolf rukia runa rune rurik ruslan rut ruth ruzica
ryan ryszard saad saba sabah sabina sabine sabri sabrina sadaf sadia sadik safa safia safiya saga sahar sahra
said saida saif sakarias salah salam saleh salem salih salim sally salma salomon salvador salvatore sam samah
saman samantha samer sami samia samir samira sammy samson samuel samuela samuli sana sandor sandra sandro
sandy sanela sanja sanna sanne sanni sanny santiago sara sarah saron sasa sascha sasha savannah scott sead
seada sean sebastian sebastiano sefa selam selene selim selin selina selma selvi semir senad sepideh seppo
serap serdar sergei sergej sergio serkan seth sevim shaban shabnam shadi shadia shahin shahram sharif sharon
sheila shilan shima shirin shiva shler sia sibel sibylla sickan sidney sidra siegfried sigbritt sigfrid sigge
sigmund signar signe signhild signy sigrid sigrun sigun sigurd sigvard sigvart sigvor silja silje silke
silvana silvia simin simo simon simona simone sina sinan sindre sine sini siren siri sirkka sirpa sisko siv
siw sixten sixtus slavica slobodan smilla snezana sofi sofia sofie sofija soheila soile solbritt solgerd
solvei solveig solvej solvig solweig soma sonia sonja sonny sophia sophie soran soraya soren spiros stacy
staffan stanislav stanislaw stanko stefan stefania stefanie stefano steffen steinar stella stellan sten
stephan stephanie stephen steve steven stieg stig stina stine sture sturla suad suada suha suhail suleiman
sulejman sultan sun sune sunniva susan susana susann susanna susannah susanne sussi sussie suzana suzanna
suzanne svanhild svante svea sven svenerik svenne sverker sverre svetlana sylve sylvi sylvia sylwia synnöve
sölve tage taha taher tahir taimi taina taj talha talia tamara tamer tania tanja tanya tapio tara tarek tarik
tariq tarja tatiana tatjana tea ted teddy teija tekla teklay tellervo teo teodor teresa terese teresia terje
terry terttu tesfaye tess tessa tessan tessi tessie teuta thea thelma theo theodor theresa therese theresia
thilda thim thimmie thom thomas thor thorbjörn thord thore thorild thorleif thorsten thorvald thyra tia tiago
tian tiffany tigist tiina tijana tilda tilde tim timea timmy timo timon timothy tina tindra tintin tirza titti
tobbe tobias toini toivo tom tomas tomasz tomi tomislav tommi tommie tommy tomoko tone toni tonie tony tonya
tor tora torben torbjörn torborg tord tore torgerd torgil torgny torgun torhild torkel torleif torsten torun
torunn torvald tova tovalie tove tracy trine trond tryggve tsegay tuan tuija tuomas tuomo ture tuula tuulikki
tuva tuve tyko tyra tyrone uffe ulf ulises ulla ullabritt ullacarin ulrica ulrich ulrik ulrika ulrike umar unn
unni uno urban urpo ursula urszula usman uwe valborg valdemar valentin valentina valeria valfrid valon valter
vanessa vanja vasil vasiliki vasilios vedran veera vega veikko velma vendela venla vera verner vernon verona
veronica veronika vesa vesna veton vibeke vicki vicky victor victoria vidar vide vigert viggo vigo viktor
viktoria vilda vilgot vilhelm vilho vilja ville vilma vilmar vilmer vilne vimbai vincent vinny viola violet
violeta violetta virpi vivan viveca viveka vivi vivian vivianne vivien vladimir volodymyr väinö waleed walfrid
wali walid walter wanja warsame waseem wasim wedad weine wenche wendela wera werner wiebke wiggo wiktor
wiktoria wilda wilfred wilgot wilhelm wilhelmina wille willem willemo willgot william willy wilma wilmer
winston wiveca wojciech wolfgang xander xenia xhevdet xin yahya yakub yamina yan yana yaroslav yasemin yaser
yasin yasir yasmin yasmina yasmine yasser yassin yassir yeliz ylli ylva ylwa yngvar yngve yngwe yohannes
yolanda yonas yonatan yosef yosra younes yousef youssef yulia yuliia yuliya yunus yuri yusra yusuf yvette
yvonn yvonne zacharias zack zackarias zahid zahra zahraa zaid zainab zakaria zakarias zaki zana zandra zara
zbigniew zeb zehra zeina zeinab zejna zelal zeliha zeljko zenab zenia zeynab zeynep zhanna zia ziad zilan zita
zlata zlatan zlatko zoe zofia zohra zoltan zora zoran zorica zuhal zuzana zvonimir åse åshild åslög ärla
öivind östen özlem
"""
_GIVEN = frozenset(fold(_NAMES).split())


_LONGEST = 40


def is_given(word: str) -> bool:
    """Tell whether the word, or what stands before its hyphen, is a common given name."""
    return len(word) <= _LONGEST and _is_given(word)


@lru_cache(maxsize=4096)
def _is_given(word: str) -> bool:
    folded = fold(word).strip(".,")
    return folded in _GIVEN or folded.partition("-")[0] in _GIVEN
