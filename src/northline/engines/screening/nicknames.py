"""Names that stand for one another: short forms, and one name in several languages.

Typed in as facts: each line is one name.  Sources: the tables of diminutives in Withycombe, *The Oxford
Dictionary of English Christian Names*, and in Hanks & Hodges, *A Dictionary of First Names*; for spellings
of Arabic names the UN Security Council's own cross-references of spellings ("also spelled").
A name may stand in several lines (``alex``); two names are alike when they share one.
"""

GROUPS = tuple(
    tuple(line.split())
    for line in """
    william bill billy will willy liam guillaume wilhelm guillermo vilhelm
    robert bob bobby rob robbie roberto
    richard dick rick ricky rich ricardo
    john jack johnny jon johann johannes jean juan joao ivan jan ian giovanni yohanan yahya ioannis
    james jim jimmy jaime jacques jacob jakob iakov yakov yaqub yacoub jacobo
    joseph joe joey jose josef giuseppe youssef yusuf yousef yosef iosif osip pepe
    michael mike mick mikhail misha miguel michel mikael michal mihail mykhailo
    alexander alex sasha aleksandr alejandro alexandre alessandro oleksandr iskandar sandro xander
    alexandra alex sasha sandra aleksandra oleksandra
    nicholas nick nikolai nicolas nikola kolya mykola nico klaus
    andrew andy drew andrei andre andreas andres andriy ondrej
    peter pete pierre pedro petr piotr pyotr petro boutros butrus
    paul pablo pavel paolo pavlo bulus boulos
    george jorge georges georg georgy yuri yury jerzy giorgio giorgi jurgen heorhiy
    charles charlie chuck carlos karl carl carlo karol
    henry harry hank henri enrique heinrich enrico henryk
    edward ed eddie ted teddy eduardo edouard eduard
    thomas tom tommy tomas tomasz
    daniel dan danny danila danylo
    david dave davy daoud dawud dawood daud davit
    samuel sam sammy
    samantha sam
    benjamin ben benny binyamin
    anthony tony antonio antoine anton antoni
    vladimir vova volodya volodymyr wladimir
    dmitri dima dmitry dmytro
    sergei seryozha serge sergio serhiy
    yevgeny evgeny zhenya eugene eugenio yevhen
    constantine kostya konstantin constantin
    gregory greg grigory grisha gregorio hryhoriy
    maxim max maksim maximilian
    basil vasily vasya vasyl vassilis
    theodore ted fyodor fedor teodoro
    stephen steve steven stephan stefan esteban etienne stepan
    matthew matt mateo matthias matthieu matvei
    christopher chris cristobal christophe kris
    francis frank franz francisco francesco paco pancho francois
    lawrence larry lorenzo laurent
    elizabeth liz beth betty lisa isabel elisabeth eliza yelizaveta
    margaret maggie meg peggy margarita marguerite rita
    catherine kate katie kathy ekaterina katya catalina katherine kateryna
    mary maria marie mariam maryam miriam molly
    anne anna ann annie hanna hannah ana anya
    helen elena helene yelena olena lena
    susan sue susanna suzanne
    natalia natasha natalie nataliya
    tatiana tanya tetiana
    ludmila lyuda lyudmila
    abraham ibrahim abe avraham ebrahim ibraheem
    moses musa moussa moshe moises mousa
    solomon suleiman sulayman shlomo soleiman suliman
    ishmael ismail ismael esmail
    isaac ishaq isaak yitzhak
    jesus isa issa eisa
    aaron harun haroun aharon
    mohammed muhammad mohamed mohammad muhammed mohamad mohd md mehmet muhammet mohamud
    ahmed ahmad ahmet
    mahmoud mahmud mehmud mahmood
    hussein husayn hossein hussain husein hussien houssein
    hassan hasan hassen
    ali aly
    omar umar omer
    osama usama oussama
    uthman osman othman usman
    abdullah abdallah abdulla abdellah
    abdulrahman abdurrahman abderrahmane
    said saeed sayeed saied
    khalid khaled halid
    mustafa mostafa moustapha mustapha
    jamal gamal djamel cemal
    jafar jaafar djafar
    fatima fatma fatemeh fatimah
    aisha ayesha aicha
    """.strip().splitlines()
)

_OF: dict[str, tuple[int, ...]] = {}
for _number, _group in enumerate(GROUPS):
    for _name in _group:
        _OF[_name] = (*_OF.get(_name, ()), _number)


def groups_of(word: str) -> tuple[int, ...]:
    """Numbers of the lines of `GROUPS` that hold a word."""
    return _OF.get(word, ())


def companions(word: str) -> tuple[str, ...]:
    """The other names that share a line with a word, in order."""
    return tuple(dict.fromkeys(n for g in groups_of(word) for n in GROUPS[g] if n != word))
