"""The commonest function words of languages other than English, without accents. Data only.

What is a word of English too ("me", "die", "in") is left out: it would tell nothing.
"""

from typing import Final

from core.analysis.phrases import word_set

# Also common in talk, beyond the stop words of core.text, and unlike the words below.
ENGLISH: Final = word_set(
    "the a an and or but of to in on at by for with from is are was were be been am i you he she it we they me him "
    "her us them my your his our their this that these those there here what which who when where why how do does "
    "did have has had will would can could should may might must not no yes yeah okay ok so if because just like "
    "about up out as then than now please thank thanks hi hello bye good great know think want need get go see say "
    "would've don't dont cant didnt wont im ive thats doesnt isnt u ur ya i'm it's that's can't i'll you're we're "
    "they're i've didn't doesn't isn't let's any some all more one two"
)

LANGUAGES: Final = {
    "Spanish": word_set(
        "el la los las un una unos unas de del que y es son esta estan estoy por para con sin su sus mi mis tu "
        "usted ustedes yo nosotros ella ellos lo le les se nos te muy pero como cuando donde quien cual si porque "
        "mas ya hay tengo tiene tienen quiero quiere puedo puede soy eres fue ser hacer gracias hola buenos "
        "buenas dias tardes favor bien bueno claro senor senora adios hasta esto eso esa ese este aqui ahora "
        "tambien nada algo todo digame vale entonces cuanto cuesta estaba"
    ),
    "French": word_set(
        "le la les un une des du de et est sont je tu il elle nous vous ils elles que qui quoi ne pas plus pour "
        "avec dans sur ce cette ces mon ma mes votre vos notre mais ou si oui non merci bonjour bonsoir au aux se "
        "sa ses son tres bien comme aussi alors donc puis suis etes avez ai avons ont peut peux veux voudrais "
        "faire fait cela monsieur madame revoir combien quand parce rien quelque tout ici c'est j'ai qu'est "
        "d'accord n'est plait l'offre etait c j d accord qu y"
    ),
    "German": word_set(
        "der das ein eine einen einem einer und ist sind ich du er sie wir ihr mich mir dich dir sich nicht kein "
        "keine mit fur von zu zum zur auf aus bei nach uber auch aber oder wenn weil dass wie wer wo wann warum "
        "haben habe hat hatte werden wird wurde kann konnen mochte muss will bitte danke ja nein guten tag hallo "
        "gut noch schon nur sehr mal jetzt hier ihnen ihre ihren mein meine dem den des im am es tut leid "
        "wiederhoren tschuss genau vielen dank ware"
    ),
    "Italian": word_set(
        "il lo gli un una uno di del della dei che e sono io lei lui noi voi loro mi ti si ci vi non piu per con "
        "su nel nella come quando dove chi cosa perche ma anche se ho hai abbiamo avete hanno puo posso voglio "
        "vorrei fare grazie buongiorno buonasera pronto prego bene molto questo questa quello mio mia suo sua "
        "signore signora arrivederci quanto adesso qui gia allora va certo niente sta stata stato dal alla ok "
        "scusi costa"
    ),
    "Portuguese": word_set(
        "o os as um uma de do da dos das que e sao eu voce voces ele ela nos eles nao mais para por com sem no na "
        "nas em se meu minha seu sua isso isto esse essa este esta muito mas como quando onde quem porque tem "
        "tenho temos quero quer posso pode ser estar estou fazer obrigado obrigada bom boa dia tarde noite ola "
        "sim tudo bem aqui agora tambem ainda ja senhor senhora tchau favor qual quanto ate foi vou vai era"
    ),
    "Dutch": word_set(
        "de het een en van ik je jij hij zij ze wij jullie mijn jouw uw dat dit die wat wie waar wanneer hoe "
        "waarom niet geen met voor naar bij uit op te aan om ook maar of als want heb hebt heeft hebben zijn ben "
        "bent kan kunt kunnen wil wilt willen moet moeten gaan doen graag dank bedankt goedemorgen goedemiddag "
        "hallo dag ja nee goed nog al wel erg heel nu hier daar mij hem haar ons mevrouw meneer tot ziens prima "
        "even"
    ),
    "Polish": word_set(
        "i w na z do nie ze to jest sa ja ty pan pani my wy oni sie co kto gdzie kiedy jak dlaczego ale lub bo "
        "tak dziekuje prosze dzien dobry czy mam ma mamy moge chce chcialbym chcialabym dla od po za tylko juz "
        "jeszcze moj moja tego ten ta te bardzo dobrze tutaj teraz jestem byl bedzie widzenia ile"
    ),
    "Swedish": word_set(
        "och att det som en ett ar jag du han hon vi ni de inte pa av for med till fran om men eller nar var hur "
        "vad vem varfor har hade kan vill ska skulle maste mycket bra tack hej ja nej nu ocksa min mitt din ditt "
        "er mig dig sig den dem hejda god dag"
    ),
    "Danish or Norwegian": word_set(
        "og at det som en et er jeg du han hun vi dere de ikke pa af av med til fra om men eller nar hvor hvordan "
        "hva hvad hvem hvorfor har hadde kan vil skal ville ma meget mye bra godt tak takk hei hej ja nei nej na "
        "ogsa min mitt din meg mig deg dig seg sig den dem farvel"
    ),
    "Turkish": word_set(
        "bir ve bu su ben sen biz siz onlar ne kim nerede nasil neden degil var yok icin ile gibi daha cok ama "
        "veya evet hayir tesekkur tesekkurler ederim merhaba lutfen mi mu musunuz misiniz iyi gunler tamam "
        "istiyorum olarak sonra simdi burada hanim bey efendim benim sizin kadar"
    ),
    "Indonesian or Malay": word_set(
        "yang dan di ke dari ini itu saya anda kamu dia kami kita mereka tidak bukan ada adalah akan sudah telah "
        "bisa boleh untuk dengan pada oleh atau tetapi tapi karena jika apa siapa mana kapan bagaimana mengapa "
        "terima kasih selamat pagi siang malam ya tolong mau ingin juga lagi bapak ibu baik"
    ),
    "Romanian": word_set(
        "si in la cu de pe un o este sunt eu tu el ea noi voi ei nu da ce cine unde cand cum pentru dar sau daca "
        "ca sa am ai are avem aveti au multumesc buna ziua va rog mai foarte bine aici acum vreau pot poate "
        "dumneavoastra doamna domnule revedere ale lui"
    ),
    "Vietnamese": word_set(
        "toi ban anh em chi ong khong co la va cua cho voi nay kia duoc xin chao cam on vang da roi muon gi sao "
        "nao nhung mot hai cac se dang o tai ve"
    ),
    "Tagalog": word_set(
        "ang ng sa mga na ay si ako ikaw siya kami tayo kayo sila ko mo niya po opo hindi oo salamat kumusta ano "
        "sino saan kailan bakit paano ito iyan iyon dito diyan lang din rin pero kasi para may wala gusto"
    ),
}  # fmt: skip
