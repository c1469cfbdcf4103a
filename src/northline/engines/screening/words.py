"""What a hit says of itself, in English and French."""

from northline.engines.wording import Texts, Wording

TEXTS: Texts = {
    "screen-start": {
        "en": "Before any name is compared.",
        "fr": "Avant toute comparaison de noms.",
    },
    "screen-both-found": {
        "en": "Word by word: {pairs}. Both names agree in at least {value:0} % of what they say.",
        "fr": "Mot à mot : {pairs}. Les deux noms concordent pour au moins {value:0} % de ce qu'ils "
        "disent.",
    },
    "screen-name-found": {
        "en": "{value:0} % of the listed name is found in the name asked, rare words counting more.",
        "fr": "{value:0} % du nom inscrit se retrouve dans le nom demandé, les mots rares comptant "
        "davantage.",
    },
    "screen-asked-nearly-all": {
        "en": "Nearly all of the name asked is found: {value:0} of the last 20 %.",
        "fr": "Presque tout le nom demandé se retrouve : {value:0} des 20 derniers %.",
    },
    "screen-name-nearly-all": {
        "en": "Nearly all of the listed name is found: {value:0} of the last 20 %.",
        "fr": "Presque tout le nom inscrit se retrouve : {value:0} des 20 derniers %.",
    },
    "screen-letter-for-letter": {
        "en": "{value:0} % of the name asked is found letter for letter.",
        "fr": "{value:0} % du nom demandé se retrouve à la lettre près.",
    },
    "screen-rare": {
        "en": "How rare the words that agree are on the list: {value:0} of 100.",
        "fr": "Rareté, dans la liste, des mots qui concordent : {value:0} sur 100.",
    },
    "screen-differs-by": {
        "en": "Each name says something that the other does not: {value:0} of 100. A word that differs "
        "weighs more than one left out.",
        "fr": "Chaque nom dit quelque chose que l'autre ne dit pas : {value:0} sur 100. Un mot qui "
        "diffère pèse plus qu'un mot omis.",
    },
    "screen-in-order": {
        "en": "{value:0} % of the words found stand in the order asked.",
        "fr": "{value:0} % des mots retrouvés sont dans l'ordre demandé.",
    },
    "screen-longer": {
        "en": "The listed name has more words than the name asked.",
        "fr": "Le nom inscrit compte plus de mots que le nom demandé.",
    },
    "screen-one-word-asked": {
        "en": "One word only is asked; the listed name has several.",
        "fr": "Un seul mot est demandé; le nom inscrit en compte plusieurs.",
    },
    "screen-same-document": {
        "en": "A document agrees: {scheme}.",
        "fr": "Un document concorde : {scheme}.",
    },
    "screen-other-document": {
        "en": "A document of the same kind has another number: {scheme}. This contradicts; a document "
        "that one side does not state would say nothing.",
        "fr": "Un document du même type porte un autre numéro : {scheme}. C'est une contradiction; un "
        "document qu'une partie n'indique pas ne dirait rien.",
    },
}

WORDING = Wording("screening", TEXTS, {})
