"""Names for invented people, drawn apart so that a pair is nobody's in particular."""

from stegvis.participants.models import Sex

WOMEN = (
    "Agnes", "Alva", "Amina", "Astrid", "Bianca", "Cornelia", "Dina", "Ebba", "Elif", "Ellinor",
    "Emma", "Engla", "Ester", "Fatuma", "Felicia", "Greta", "Hedda", "Hilma", "Ida", "Ines",
    "Iris", "Isabella", "Jasmin", "Julia", "Kajsa", "Klara", "Lea", "Leona", "Lova", "Lykke",
    "Matilda", "Meja", "Mira", "Molly", "Moa", "Nadia", "Nora", "Nova", "Olivia", "Ronja",
    "Saga", "Salma", "Selma", "Signe", "Sofia", "Stina", "Tilde", "Tuva", "Vera", "Zahra",
)  # fmt: skip
MEN = (
    "Adam", "Albin", "Alvar", "Amir", "Anton", "Arvid", "August", "Bilal", "Casper", "Charlie",
    "David", "Ebbe", "Edvin", "Elias", "Emil", "Erik", "Filip", "Gabriel", "Gustav", "Hampus",
    "Hasan", "Hugo", "Isak", "Ivar", "Jakob", "Joel", "Jonatan", "Kasper", "Kevin", "Leo",
    "Liam", "Linus", "Loke", "Love", "Lucas", "Malte", "Melvin", "Milo", "Noel", "Oliver",
    "Otto", "Rasmus", "Sam", "Samuel", "Sixten", "Theo", "Tim", "Vidar", "Viggo", "Yusuf",
)  # fmt: skip
FAMILY = (
    "Abdi", "Ahlgren", "Almqvist", "Arvidsson", "Backlund", "Bergman", "Björk", "Blom", "Boman",
    "Brolin", "Dahl", "Danielsson", "Edlund", "Ek", "Engström", "Fagerlund", "Falk", "Forsberg",
    "Fransson", "Gren", "Gunnarsson", "Hagman", "Hallberg", "Haraldsson", "Hedin", "Hjort",
    "Holm", "Håkansson", "Ismail", "Jansson", "Jonsson", "Karim", "Kling", "Kovač", "Krantz",
    "Lagerqvist", "Lilja", "Lindgren", "Ljung", "Lund", "Löfgren", "Malm", "Martinsson", "Melin",
    "Moberg", "Mohamud", "Molin", "Nilsson", "Nordin", "Norling", "Nyberg", "Nyström", "Olofsson",
    "Palm", "Petrović", "Pålsson", "Quist", "Rask", "Rosell", "Ryd", "Sandin", "Sjögren", "Skog",
    "Sten", "Strand", "Sundberg", "Svahn", "Söder", "Thorell", "Tran", "Ulvhult", "Vallin",
    "Wiberg", "Wikman", "Winther", "Yilmaz", "Åberg", "Åkerman", "Öberg", "Österlund",
)  # fmt: skip
GIVEN = {Sex.WOMAN: WOMEN, Sex.MAN: MEN}
