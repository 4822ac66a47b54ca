"""The words by which minutes decide, promise, point back and hand out work, as they read when folded."""

import re


def either(*words: str) -> str:
    return "(?:" + "|".join(words) + ")"


# The definite forms of the words that a body can be called by, by how the plain word ends.
BODY_WORDS = {
    "grupp": "gruppen", "styrelse": "styrelsen", "namnd": "namnden", "kommitte": "kommitten",
    "utskott": "utskottet", "beredning": "beredningen", "forum": "forumet", "rad": "radet",
    "stamma": "stamman", "delegation": "delegationen", "natverk": "natverket", "forening": "foreningen",
    "fullmaktige": "fullmaktige", "team": "teamet", "presidium": "presidiet", "konferens": "konferensen",
    "regering": "regeringen", "direktion": "direktionen", "sektion": "sektionen", "klubb": "klubben",
}  # fmt: skip
MEETINGS = (
    "motet", "arsmotet", "sammantradet", "parterna", "vi",
    "(?:forenings|ars|bolags|extra)?stamman",
)  # fmt: skip
# Who speaks as the body where the document calls it by no such word: "Byalaget", "Klubben Solrosen".
ANYBODY = (
    "gruppen", "radet", "namnden", "natverket", "utskottet", "kommitten", "styrgruppen", "arbetsgruppen",
    "arbetsgivaren", "foreningen", "klubben", "forbundet", "byalaget", "teamet", "kommissionen",
)  # fmt: skip
ANNUAL = ("arsmotet", "stamman", "foreningsstamman", "arsstamman", "kongressen", "arsmotesforhandlingarna")

POSITION = (
    r"stall(?:er|de) sig (?:enhalligt |fortsatt |bara |mycket |helt )?(?:bakom|positiv(?:a|t)? till"
    r"|negativ(?:a|t)? till)",
    r"motsatt(?:er|e) sig",
    r"fororda(?:r|de)", r"fore(?:slar|slog)", r"rekommendera(?:r|de)", r"tillstyrk(?:er|te)", r"avstyrk(?:er"
    r"|te)",
    r"instam(?:mer|de) i", r"(?:ar|var) (?:\w+ )?positiv[at]? till", r"uppmana(?:r|de)",
)  # fmt: skip
DECISION = (
    r"beslut(?:ar|ade)", "beslot", r"godkan(?:ner|de)", r"faststall(?:er|de)", "bifaller", "bifoll",
    r"(?:ger|gav) (?:sitt )?bifall", "avslar", "avslog", r"antar(?! att)", "antog", "utser", "utsag",
    r"ena(?:s|des) om", r"(?:ar|var) (?:overens|enig[at]?|ense) om", r"la(?:gger"
    r"|de) (?:\w+ ){0,4}till handlingarna",
    r"bestam(?:mer|de)(?: sig for)?", r"bevilja(?:r|de)", r"valjer", r"valde (?!att )", r"bordla(?:gger|de)",
    r"aterremittera(?:r|de)", r"hans(?:kjuter|kot)", r"kom(?:mer)? overens om", r"tilldela(?:r|de)",
    "omvalde", r"(?:ger|gav) klartecken (?:till|at|for)",
    r"delegera(?:r|de)", r"(?:ger|gav) (?:[\w-]+ ){1,4}ansvarsfrihet",
    r"(?:anser|ansag|finner) (?:sig |motet |att motet )?(?:[\w-]+ ){1,3}?(?:utlyst|kallat"
    r"|beslut(?:s)?for\w*)",
    r"forklara(?:r|de) (?:[\w-]+ ){1,6}?ansvarsfri\w*", r"k(?:om|ommer) (?:\w+ )?fram till att",
    r"rostade (?:for|fram|igenom|ned|ner)", r"tackar nej", r"tackar ja", r"(?:sa(?:de)?"
    r"|sager|rostade) ja till", r"t(?:ar|og) del av",
    r"notera(?:r|de) (?:informationen|rapporten|\w+ till protokollet)",
    r"adjungera(?:r|de)", r"fann (?:att|motet|sig)",
    r"anslar", r"avsatter", r"avsatte", r"anta(?:ger|gen)",
)  # fmt: skip
ASSIGNMENT = (
    r"uppdr(?:ar|og) (?:at|till|(?:[\w-]+ (?:och )?){1,3}att)", r"ala(?:gger|de)",
    r"(?:ger|gav) (?:[\w-]+ ){0,5}i uppdrag",
)  # fmt: skip
VERBS = {"position": POSITION, "decision": DECISION, "assignment": ASSIGNMENT}
# "Därför föreslår gruppen": the verb before its subject.
TURNED = {
    "position": POSITION[1:5],
    "decision": (*DECISION[:6], "avslar", "avslog", "enas", "enades", "utsag"),
    "assignment": ("uppdrar", "uppdrog"),
}


def kinds(verbs: dict[str, tuple[str, ...]]) -> str:
    """Return the pattern of the verbs, one named group for each kind of decision."""
    return "|".join(f"(?P<{kind}>{either(*words)})" for kind, words in verbs.items())


_ADOPTED = either(
    r"godkan(?:ns|nes|des|t)", r"faststall(?:s|es|des)", r"bifall(?:s|es)", "bifolls", "avslas", "avslogs",
    "avstyrks",
    r"la(?:ggs|gges|gs|des) (?:[\w-]+ ){0,3}till handlingarna", r"bordla(?:ggs|gges|des)",
    r"anta(?:s|gs|ges)",
    "antogs",
    r"aterremittera(?:s|des)", r"bevilja(?:s|des)", r"hans(?:kjuts|kots)", r"tilldela(?:s|des)",
    r"tillstyrk(?:s|tes)", r"adjungera(?:s|des)", r"godto(?:gs|ges)", "godtas", r"anteckna(?:s|des)(?! att)",
    r"forordna(?:s|des)", r"entlediga(?:s|des)", r"befriades", r"arkivera(?:s|des)", r"bemyndiga(?:s"
    r"|des) att", r"bestamdes till", r"notera(?:s|des) till protokollet",
    r"alla (?:ar|var) (?:overens|eniga|ense) om", r"besvarad(?:es)?",
)  # fmt: skip
_ELECTED = either(
    r"(?:om|ny|fyllnads)?val(?:js|jes|des|da)",
    r"vald(?: enhalligt)? till",
    r"bl(?:ev|ir) (?:om|ny)?vald[a]?",
    "omvals",
    r"utse(?:s|des)",
    "utsags",
    "utnamndes",
)
_CALLED = (
    r"(?:forklara(?:s|des)|befanns|ansags|konstaterades|anses) (?:[\w-]+ ){0,4}?(?:utlyst|utlysta"
    r"|beslutsfor(?:t|a)?|beslutfor(?:t|a)?|sammankallat|kallat|behorigt?|oppnat (?!kl)|stadgeenligt)"
    r"|fann (?:sig|motet|stamman) (?:[\w-]+ ){0,4}?(?:behorigt?|utlyst|beslutsfor(?:t)?|beslutfor(?:t)?)"
)
PASSIVE = re.compile(
    rf"(?:^|[\w)\]”\"%,›>.:'’]\s)(?P<verb>(?:{_ADOPTED}|{_ELECTED}"
    rf"|{_CALLED})\b(?!:)(?: (?:enhalligt )?av (?P<agent>[\w-]+))?)"
    r"|(?:^|\b(?:det|man) )(?P<impersonal>besluta(?:s|des)|beslots|bestamdes"
    r"|overenskoms),?\s+(?:enhalligt |darfor "
    r"|aven |vidare )?(?:att|om|enligt)\b"
    r"|\b(?P<inner>beslutades|beslots|bestamdes|overenskoms) (?:enhalligt |darfor )?att\b"
    r"|^(?P<infinitive>besluta(?:s|des)|beslots|beslot) (?!att|om|enligt)\w+(?:a|lj|ge)\b"
    r"|^(?:till|val av|sekr|ordf|juster|revisor|valberedning)[^.:]{0,80}?[. ] ?"
    r"(?P<became>blev(?: det)?) (?!kvar|av\b)"
    r"|^att [^.]{5,300} (?P<clause>uppdr(?:ogs|as|ages)) (?:at|till)\b"
    r"|(?P<noun>^beslut (?:om )?att|\bbeslut (?:togs|fattades) (?:om )?att)\b"
    r"|^[^.]{2,60}? (?P<assigned>(?:uppdras|uppdrogs|uppdrages)(?: at [^.]{2,60}?)? att|(?:far|fick|ges"
    r"|gavs) (?:i uppdrag(?! av)|mandat|fullmakt|ansvar for) (?:att)?)\b"
)
# Before a passive verb these make it no decision of today: "om ansökan beviljas", "som valdes i fjol".
UNSURE = re.compile(
    r"(?<=\W)som\b(?! (?:darefter |ocksa |sedan |enhalligt )?(?:godkan|antog))|\b(?:innan|nar|kan|ska"
    r"|skall|inte|ej|har|hade|bor|borde|skulle|vill|maste|far|dar|sedan|eftersom"
    r"|medan|huruvida"
    r"|yrka\w*|foresla(?:r|s)|foreslog\w?|undra\w*|vantas|forvantas|berattar|berattade|informera\w*"
    r"|redan|om att)\b"
    r"|\btidigare\b(?! (?:sammantrad|mote|protokoll|anteckning|minnes|ar))"
    r"|^(?:om|ifall)\b|^forslag\w*\b(?= till beslut|.* att )|, (?:om|da)\b"
    r"|\batt (?!jamte|tillsammans|justera|bredvid|vid sidan)"
)

# Before the subject these make it somebody else's sentence, or one about what may happen.
SUBORDINATE = re.compile(
    r"(?:\b(?:att|om|som|nar|innan|dar|da|eftersom|tills|huruvida|vilket|fran|av|till|hos|i|utanfor)"
    r" (?:lanets )?|\bhar )$"
)
CONDITION = re.compile(r"(?:om|nar|ifall|innan|sa snart) ")
UNREAL = re.compile(
    r"\b(?:skulle|ska|skall|kan|bor|vill|maste|kommer att|foreslas|for att|innan|behover|forvantas)"
    r" (?:\w+ )?$"
)
# Beside the verb, outside what was decided: another time than now.
THEN = re.compile(
    r"\b(?:redan|i (?:varas|hostas|somras|vintras|fjol|julas|forrgar)|igar"
    r"|(?<!fran )(?<!av )(?<!ur )forra (?:aret|veckan|manaden|sommaren|gangen|varen|hosten|vintern)"
    r"|for [\w-]+ (?:ar|manader"
    r"|veckor) sedan"
    r"|(?:pa|vid|under) (?:det |den )?(?:forra|senaste|foregaende|tidigare) (?:\w+ )?\w*(?:mote"
    r"|sammantrade|stamma)\w*)\b"
)
THEN_AFTER = re.compile(r"\btidigare\b")
LATER = re.compile(
    r"\b(?:i (?:host|var|sommar|vinter)|senare|framover|nasta gang|per (?:mejl|mail|capsulam)"
    r"|(?:pa|vid|till) (?:nasta|kommande|ett kommande|ett senare) \w+)\b|\bforst (?:nar|sedan|efter)\b"
)
NOT_DECIDED = re.compile(r" (?:saledes |darfor |darmed |heller )?(?:inte|ej) (?:om|nagot|nagon|i)\b")
YEAR = re.compile(
    r"^,? (?:ar )?((?:19|20)\d\d)\b|\b(?:pa|vid) \w*(?:mote|stamma)\w* (?:ar )?((?:19|20)\d\d)\b"
)
AS_PROPOSED = re.compile(
    r"\b(?:enligt|i enlighet med|bifall(?:er|a)?(?: till)?|godkanner|antar)\s+(?:[\w-]+s? )?forslag(?:et)?\b"
    r"|^(?:bada |alla |samtliga )?att-?sats(?:en|er|erna)? (?:bif[ao]ll|godkan|anta|anto)\w*"
    r"|\b(?:bifalla?|bifaller|bifoll|anta|godkanna) (?:bada |alla |samtliga )?att-?sats(?:en|er|erna)?\b"
    r"|^(?:bifall(?:s|es)?|bifolls)[ .]*$"
)

PAST = re.compile(
    r"\b(?:\w{3,40}(?:erades|ades|fordes|ttes|ktes)|foredrogs|agde rum|holls|togs|lyftes"
    r"|senaste|foregaende|forra|var|kom)\b"
)
# Put off by this meeting, whatever the tense: these promise though they are past.
PUT_OFF = re.compile(
    r"\b(?:bordla(?:des|gts|ggs|gges|gger|de|gga)|skots? (?:upp|fram)|skjuts? (?:upp|fram)|ajournera\w*"
    r"|flytta(?:s|des)|hanskj?[uo]t\w*)\b"
)
# Parts of the words below: a sentence without any of them promises nothing, and is asked no further.
PROMISE_CUES = (
    "ater", "lyft", "tas ", " ta ", "besl", "disku", "behandla", "bordl", "skj", "skot", "dialog", "mote",
    "sammantrad", "stamma", "traff", "lova", "flytt", "ajourn", "hansk", "present", "redovis", "rapport",
    "nast", "kommande", "senare", "parterna", " vi ",
)  # fmt: skip
PROMISED = re.compile(r"\blova(?:r|de|t) att\b")
COMES_BACK = re.compile(
    r"\b(?:aterkomm(?:er|a)|aterupptas|aterrapportera[rs]?|aterredovisas|aterkopplas"
    r"|lyfts? (?:igen|pa nytt|ater|upp)|tas? (?:ater )?upp|tas? (?:ater |vidare )?(?:for|till) beslut"
    r"|beslut\b[^.]{0,60}\b(?:tas|fattas)|beslutas|diskuteras?|behandlas?|bordlaggs?|skjuts? (?:upp|fram)"
    r"|(?:fortsatt|ny) dialog)\b"
)
# These promise the body something only when the sentence says that it is for the body.
SHOWN = re.compile(r"\b(?:presenteras?|redovisas?|rapporteras)\b")
QUESTION_BACK = re.compile(r"^(?:fragan|arendet|punkten)\b[^.]{0,60}\baterkommer\b")
NEXT_MEETING_ITSELF = (
    "nasta mote",
    "nasta sammantrade",
    "kommande mote",
    "nasta traff",
    "nasta styrelsemote",
    "tid for nasta mote",
)
OLDER = re.compile(
    r"^(?:fran|ur|enligt)\s+(?:\w*protokoll\w*|\w*anteckning\w*|\w*beslut\w*)"
    r"|^beslut (?:i|fran|av|vid)\b|\b(?:senaste|foregaende|forra)\b"
)

MUST = either(
    "tar fram", r"aterkopplar(?! att)", "aterkommer", "aterrapporterar", r"kallar(?: till)?", "bjuder in",
    "kontaktar", "tar kontakt", r"skickar(?: ut)?", "sammankallar", "ser over", "bokar", "forbereder",
    "sammanstaller", "bevakar", "inventerar", "utreder", "undersoker", r"(?:lyfter|tar) hem", "tar med sig",
    "lamnar in", "inkommer med", "utser", "ansvarar for att", "far i uppdrag att",
    r"ska(?:ll)? (?!(?:vara|kunna|ha|bli|ga|fa)\b)\w+",
)  # fmt: skip
COLLECTIVE = (
    r"(?:respektive|varje|samtliga|alla|berorda) (?:kommun|huvudman|medlem|organisation|part)(?:mar|ar|er)?",
    "kommunerna", "regionen", "huvudmannen", "parterna", "organisationerna", "medlemmarna",
    "medlemskommunerna", r"region \w+", r"[\w-]+ kommun",
)  # fmt: skip
SENTENCE = re.compile(r"(?<=[.!?])[”\"’)]*\s+(?=[(”\"’“]?[A-ZÅÄÖÉ–])|\n+")
ABBREVIATION = re.compile(
    r"\b(?:t\.?ex|bl\.?a|m\.?m|dvs|resp|kl|nr|ca|ev|tf|s\.?k|fr\.?o\.?m|t\.?o\.?m|inkl"
    r"|ordf|sekr|st|milj|osv|etc|p|s|vice|ang|avd|inkl|exkl|o\.?s\.?v|f\.?d|jan|feb|aug|sept?|okt|nov|dec"
    r"|p\.?g\.?a)\.$"
)
