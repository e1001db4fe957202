"""The redovisningsprinciper that hold for every förbund; the kansli adds its own."""

from rapporter.bokslut.underlag import Bokslutsunderlag
from rapporter.dokument import Block
from rapporter.meningar import mening, stycke


def build_principer_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    vad = "Årsredovisningen" if b.period.is_helar else "Delårsrapporten"
    return (
        stycke(
            mening(
                f"{vad} följer lagen (2018:597) om kommunal bokföring och redovisning, i de delar "
                "som gäller för samordningsförbund."
            ),
            mening(
                "Uppställningarna är räknade ur förbundets bokföring, med en kontoplan som säger "
                "vilken rad varje konto hör till."
            ),
            rubrik="Grunder.",
        ),
        stycke(
            mening("Intäkter och kostnader hör till den period som de avser."),
            mening(
                "Medlemsavgifterna betalas i förskott och fördelas jämnt över året; det som avser "
                "tiden efter periodens slut är en skuld."
            )
            if not b.period.is_helar
            else mening("Medlemsavgifterna avser hela året."),
            mening(
                "En insats kostar det som dess insatsägare har begärt ersättning för och ekonomen "
                "har attesterat. Är den slutliga begäran inte inne tas en uppskattad kostnad upp."
            ),
            rubrik="Periodisering.",
        ),
        stycke(
            mening(
                "Fordringar tas upp till det belopp som väntas komma in, och skulder till det "
                "belopp som ska betalas."
            ),
            mening("Inventarier skrivs av i jämn takt under den tid som de väntas användas."),
            mening(
                "Likvida medel är kassa, bank och placeringar som snabbt kan göras om till pengar."
            ),
            rubrik="Tillgångar och skulder.",
        ),
        stycke(
            mening(
                "Kassaflödesanalysen är indirekt: den utgår från resultatet och visar vad som i "
                "övrigt har ändrat de likvida medlen."
            ),
            mening(
                "Soliditeten är det egna kapitalet delat med tillgångarna. Vad en insats har "
                "förbrukat av budgeten är "
                "utfallet delat med den del av årets budget som hör till perioden."
            ),
            mening(
                "Beloppen räknas i kronor och ören och avrundas en gång, i tabellen. Därför kan en "
                "summa skilja sig med en krona, eller ett tusental kronor, från de avrundade "
                "delarna."
            ),
            rubrik="Nyckeltal och avrundning.",
        ),
    )
