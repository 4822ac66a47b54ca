"""Common given names in Sweden: they tell "Anna Ek, Bo Alm" (two people) from "Anna Ek, Rädda Barnen".

Only a tie-breaker: names that are not here are read by their form, so a missing one costs little.
"""

from minutes.importer.folding import fold

_NAMES = """
abbas abdi abdullah ada adam adnan agda agnes agneta ahmad ahmed aida aino ake albert albin aleksandra alex
alexander alexandra alf alfred ali alice alicia alma alva alvar amanda amer amin amina amir amira anders
andreas anette angelica angelika anita anja ann anna annamaria anne anneli annelie annette anni annica annie
annika anny anton antonia arne aron arvid asa asbjörn ascha asha asta astrid august axel azra barbara barbro
beata bella bengt benita benjamin benny berit bernt bert bertha bertil bianca birger birgit birgitta birk
bjarne björn bo bodil boel bosse brita britt britta börje cajsa camilla carin carina carita carl carla carola
carolina caroline catarina catharina catherine cathrine cecilia charlotta charlotte christer christian
christin christina christine christoffer christopher cia cilla claes clara clas cleo conny cristina curt dag
dagmar dan daniel daniela darko david denise dennis desirée diana dick dilan disa doris dragan ebba eddie edit
edith edvard edvin egil einar eira elena eleonor eli elias elin elina elisabet elisabeth elise ella ellen
ellinor elliot elmer elof elsa elsie elsy elvira emanuel emelie emil emilia emine emma emmy emre enar erica
erik erika erland erling ernst erol esbjörn ester esther eva evelina evert ewa fadi fanny farah farid fatima
fatma felicia felix filip filippa finn florence florin folke frank fredric fredrik fredrika frej freja frida
fritz gabriel gabriella georg gerd gerda gerhard gerth gillis gisela goran gottfrid gotthard greger greta
gudrun gull gun gunborg gunhild gunilla gunlög gunnar gunnel gunvor gustaf gustav göran gösta hadi haifa hala
halina halvar hamid hampus hana hanna hannah hanne hannes hans harald harriet harry hasan hassan hedda hedvig
heidi helen helena helene helge helle helmer helén henning henny henric henrik henry herbert hilda hilding
hildur hilma hjalmar hjördis holger huda hugo hussein håkan ibrahim ida idris idun ilir ines inga ingalill
inge ingegerd ingela ingemar inger ingmar ingrid ingvar ingvor iqra irene iris irja irma iréne isa isabella
isac isak ismail ivan ivar iwona jack jacob jakob jamal jamila jan jane janet janne jarl jasmin jasmine jasper
jeanette jelena jenny jens jerker jerry jesper jessica jill jim jimmy joachim joakim joel johan johanna
johannes john johnny jon jonas jonatan jonathan jonny jorma josef josefin josefine joseph judit juha julia
julian julie jytte jörgen jürgen kadri kai kaj kajsa kalle karim karin karl karla karolina karsten kasper
katarina katja katrin kennet kenneth kenny kent kerim kerstin khadija khalid kicki kim kirsti kjell klara klas
knut krister kristian kristin kristina kristoffer kurt laila lars lasse laura lea leif leila lejla lena
lennart leo leon leonard leopold liam lilian lill lillemor lillian lilly lina linda linn linnea linnéa linus
lisa lisbet lisbeth lise liselott liselotte lo loa lorentz lotta lotten louise lova love lovisa lubna lucas
lucia ludvig ludwig luis lukas lydia magdalena magnus mahdi maher mahmoud maj maja majid majken malik malin
malte marcel marcus margareta margaretha margit margot maria mariam mariana mariann marianne marie mariella
marika marina marit marita marko markus marlene marta martha martin martina marwa maryam mathias mathilda
matilda matilde mats matteus matti mattias maud mauritz max maya medina mehdi mehmet mehran melissa melker mia
michael michaela mikael mikaela mikko milan milla milo mina minna mira mirella miriam mirja mirjam mirza moa
mohamed mohammad mohammed mohsen mona monica monika morgan muhammad mujo mustafa märta mårten nabil nada nadia
nadja naim naima najat nanna narin naser nasrin natalia natalie natasha nathalie nelly nermin nicklas nicolas
nicole niklas niko nikolaus nils nils-erik nina noa noah noel noomi noor nora nour nova nuria oda ola olav ole
oliver olivia olle olof olov omar omid orvar osama oscar oskar osman ossian ottilia otto ove parisa pascal
patric patricia patrik paul paula paulina pauline peder pehr pelle pentti peo per pernilla peter petra petter
pia pierre pierré pirjo pontus pär pål rabia rachel ragnar ragnhild rahel raija raimo rakel ralf ralph ramin
ramona rania rashid rasmus rauni rebecca rebecka reem regina reidar reine reza ria rickard riitta rikard rita
robert robin roger roland rolf ronja ronny rosa rose roy roza runa rune rut ruth ruzica sabina sabrina sadia
safia saga sahar said salah salam sally salma sam samer samir samira samuel samuli sana sandor sandra sanja
sanna sara sarah sebastian selim selma senad seppo set shirin shler sigbritt signe signhild sigrid sigurd
sigvard silvia simon siri sirpa sisko siv sixten sixtus slavica sofi sofia sofie soile solveig sonja sonny
soran soraya staffan stefan stella sten stig stina sture suad sun sune susann susanna susanne suzana suzanne
svante svea sven svetlana sylvia tage taina tamara tanja tariq tarja teija teodor teresa terese tess theo
theodor therese thomas thorbjörn thore thorsten tiina tilda tilde tim timo tina tobias tom tomas tommi tommy
tone toni tor torbjörn tord tore torgny torsten torun torvald tova tove tuva tyko tyra ulf ulla ulrica ulrik
ulrika umar uno urban ursula ute valdemar valter vanja vasil vega veikko vendela vera veronica veronika vesa
vesna victor victoria vidar viggo viktor viktoria vilgot vilhelm ville vilma vincent viola violeta vivan
viveca viveka vivi walid walter wanja wenche werner wilhelm wille william wilma wiveca xenia yasin yasmin
yassin ylva yngvar yngve yonas yosef younes yusuf yvette yvonne zahra zaid zainab zara zeina zeinab ziad
zlatan zlatko zoran ärla åke åsa åsbjörn örjan östen
"""
_GIVEN = frozenset(fold(_NAMES).split())


def is_given(word: str) -> bool:
    """Tell whether the word, or what stands before its hyphen, is a common given name."""
    folded = fold(word).strip(".,")
    return folded in _GIVEN or folded.partition("-")[0] in _GIVEN
