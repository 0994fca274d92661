"""The literature that the description names, by the first author and the year."""

from __future__ import annotations

import calendar
import re

REFERENCES: dict[str, str] = {
    "Atran 2008": "Atran, S. & Axelrod, R. (2008). Reframing sacred values. Negotiation Journal"
    " 24(3), 221-246.",
    "Avenhaus 2002": "Avenhaus, R., von Stengel, B. & Zamir, S. (2002). Inspection games. In"
    " Handbook of Game Theory 3, 1947-1987. Elsevier.",
    "Beardsley 2006": "Beardsley, K., Quinn, D., Biswas, B. & Wilkenfeld, J. (2006). Mediation"
    " style and crisis outcomes. Journal of Conflict Resolution 50(1), 58-86.",
    "Beardsley 2008": "Beardsley, K. (2008). Agreement without peace? International mediation and"
    " time inconsistency problems. American Journal of Political Science 52(4), 723-740.",
    "Bercovitch 2006": "Bercovitch, J. & Gartner, S. (2006). Is there method in the madness of"
    " mediation? International Interactions 32(4), 329-354.",
    "Boehmelt 2012": "Böhmelt, T. (2012). Disaggregating mediations: the impact of multiparty"
    " mediation. British Journal of Political Science 42(4), 859-881.",
    "Bohorquez 2009": "Bohorquez, J. C. et al. (2009). Common ecology quantifies human insurgency."
    " Nature 462, 911-914.",
    "Brooks 1975": "Brooks, F. P. (1975). The mythical man-month. Reading, MA: Addison-Wesley.",
    "Chatterjee 1983": "Chatterjee, K. & Samuelson, W. (1983). Bargaining under incomplete"
    " information. Operations Research 31(5), 835-851.",
    "Clayton 2021": "Clayton, G. & Sticher, V. (2021). The logic of ceasefires in civil war."
    " International Studies Quarterly 65(3), 633-646.",
    "Ehtamo 2001": "Ehtamo, H., Kettunen, E. & Hämäläinen, R. P. (2001). Searching for joint gains"
    " in multi-party negotiations. European Journal of Operational Research 130(1), 54-69.",
    "Enelow 1984": "Enelow, J. M. & Hinich, M. J. (1984). The Spatial Theory of Voting. Cambridge"
    " University Press.",
    "Faratin 1998": "Faratin, P., Sierra, C. & Jennings, N. R. (1998). Negotiation decision"
    " functions for autonomous agents. Robotics and Autonomous Systems 24(3-4), 159-182.",
    "Favretto 2009": "Favretto, K. (2009). Should peacemakers take sides? Major power mediation,"
    " coercion, and bias. American Political Science Review 103(2), 248-263.",
    "Fazal 2014": "Fazal, T. M. (2014). Dead wrong? Battle deaths, military medicine, and"
    " exaggerated reports of war's demise. International Security 39(1), 95-125.",
    "Fearon 1994": "Fearon, J. D. (1994). Domestic political audiences and the escalation of"
    " international disputes. American Political Science Review 88(3), 577-592.",
    "Fearon 1995": "Fearon, J. D. (1995). Rationalist explanations for war. International"
    " Organization 49(3), 379-414.",
    "Fearon 1996": "Fearon, J. D. (1996). Bargaining over objects that influence future bargaining"
    " power. Working paper, University of Chicago.",
    "Fey 2010": "Fey, M. & Ramsay, K. W. (2010). When is shuttle diplomacy worth the commute?"
    " Information sharing through mediation. World Politics 62(4), 529-560.",
    "Fortna 2003": "Fortna, V. P. (2003). Scraps of paper? Agreements and the durability of peace."
    " International Organization 57(2), 337-372.",
    "Gartner 2006": "Gartner, S. S. & Bercovitch, J. (2006). Overcoming obstacles to peace: the"
    " contribution of mediation to short-lived conflict settlements. International Studies"
    " Quarterly 50(4), 819-840.",
    "Grimm 2005": "Grimm, V. et al. (2005). Pattern-oriented modeling of agent-based complex"
    " systems: lessons from ecology. Science 310, 987-991.",
    "Grimm 2020": "Grimm, V. et al. (2020). The ODD protocol for describing agent-based and other"
    " simulation models: a second update to improve clarity, replication, and structural realism."
    " Journal of Artificial Societies and Social Simulation 23(2), 7.",
    "Guerette 2009": "Guerette, R. T. & Bowers, K. J. (2009). Assessing the extent of crime"
    " displacement and diffusion of benefits. Criminology 47(4), 1331-1368.",
    "Hirshleifer 1989": "Hirshleifer, J. (1989). Conflict and rent-seeking success functions: ratio"
    " vs. difference models of relative success. Public Choice 63, 101-112.",
    "Hultman 2014": "Hultman, L., Kathman, J. & Shannon, M. (2014). Beyond keeping peace: United"
    " Nations effectiveness in the midst of fighting. American Political Science Review 108(4),"
    " 737-753.",
    "Iida 1993": "Iida, K. (1993). When and how do domestic constraints matter? Two-level games"
    " with uncertainty. Journal of Conflict Resolution 37(3), 403-426.",
    "Josang 2002": "Jøsang, A. & Ismail, R. (2002). The beta reputation system. 15th Bled"
    " Electronic Commerce Conference.",
    "Kazil 2020": "Kazil, J., Masad, D. & Crooks, A. (2020). Utilizing Python for agent-based"
    " modeling: the Mesa framework. In Social, Cultural, and Behavioral Modeling, 308-317."
    " Springer.",
    "Kalai 1977": "Kalai, E. (1977). Proportional solutions to bargaining situations:"
    " interpersonal utility comparisons. Econometrica 45(7), 1623-1630.",
    "Kydd 2003": "Kydd, A. (2003). Which side are you on? Bias, credibility, and mediation."
    " American Journal of Political Science 47(4), 597-611.",
    "Lewis 2012": "Lewis, E., Mohler, G., Brantingham, P. J. & Bertozzi, A. L. (2012)."
    " Self-exciting point process models of civilian deaths in Iraq. Security Journal 25(3),"
    " 244-264.",
    "McKelvey 1995": "McKelvey, R. D. & Palfrey, T. R. (1995). Quantal response equilibria for"
    " normal form games. Games and Economic Behavior 10(1), 6-38.",
    "Mueller 2013": "Müller, B. et al. (2013). Describing human decisions in agent-based models:"
    " ODD + D, an extension of the ODD protocol. Environmental Modelling & Software 48, 37-48.",
    "Powell 1999": "Powell, R. (1999). In the Shadow of Power. Princeton University Press.",
    "Powell 2004": "Powell, R. (2004). Bargaining and learning while fighting. American Journal of"
    " Political Science 48(2), 344-361.",
    "Powell 2006": "Powell, R. (2006). War as a commitment problem. International Organization"
    " 60(1), 169-203.",
    "Putnam 1988": "Putnam, R. D. (1988). Diplomacy and domestic politics: the logic of two-level"
    " games. International Organization 42(3), 427-460.",
    "Raiffa 1982": "Raiffa, H. (1982). The Art and Science of Negotiation. Harvard University"
    " Press.",
    "Reiter 2015": "Reiter, A. G. (2015). Does spoiling work? Assessing the impact of spoilers on"
    " civil war peace agreements. Civil Wars 17(1).",
    "Ruhe 2015": "Ruhe, C. (2015). Anticipating mediated talks. Journal of Peace Research.",
    "Salmon 2011": "Salmon, J. K., Moraes, M. A., Dror, R. O. & Shaw, D. E. (2011). Parallel"
    " random numbers: as easy as 1, 2, 3. Proceedings of SC11.",
    "Sanamyan 2015": "Sanamyan, E. (2015). Count of the deaths of 2014 by names. In Armenian"
    " Weekly, 4 February 2015.",
    "Simon 1955": "Simon, H. A. (1955). On a class of skew distribution functions. Biometrika"
    " 42(3-4), 425-440.",
    "Slantchev 2003": "Slantchev, B. L. (2003). The principle of convergence in wartime"
    " negotiations. American Political Science Review 97(4), 621-632.",
    "Stedman 1997": "Stedman, S. J. (1997). Spoiler problems in peace processes. International"
    " Security 22(2), 5-53.",
    "Svensson 2007": "Svensson, I. (2007). Bargaining, bias and peace brokers: how rebels commit to"
    " peace. Journal of Peace Research 44(2), 177-194.",
    "Tomz 2007": "Tomz, M. (2007). Domestic audience costs in international relations: an"
    " experimental approach. International Organization 61(4), 821-840.",
    "Tsebelis 2002": "Tsebelis, G. (2002). Veto Players: How Political Institutions Work. Princeton"
    " University Press.",
    "Tullock 1980": "Tullock, G. (1980). Efficient rent seeking. In Toward a Theory of the"
    " Rent-Seeking Society, 97-112. Texas A&M University Press.",
    "Yule 1925": "Yule, G. U. (1925). A mathematical theory of evolution, based on the conclusions"
    " of Dr. J. C. Willis. Philosophical Transactions of the Royal Society B 213, 21-87.",
    "Zartman 2000": "Zartman, I. W. (2000). Ripeness: the hurting stalemate and beyond. In"
    " International Conflict Resolution after the Cold War. National Academy Press.",
}
"""First author and year -> the whole reference."""

NAME = r"[A-Z][\w'-]+"
OTHERS = rf"(?:(?:, (?:von |van |de )?{NAME})*,? (?:&|and) (?:von |van |de )?{NAME}| et al\.)?"
CITATION = re.compile(rf"\b({NAME}){OTHERS},? \(?((?:1[89]|20)\d\d(?:, (?:1[89]|20)\d\d)*)\b(?!-)")
MONTHS = frozenset(calendar.month_name)
NO_AUTHORS = MONTHS | {"Group", "In", "Briefing"}


def citations(text: str) -> tuple[str, ...]:
    """The works that a text cites, as keys of REFERENCES, in order of appearance.

    A citation is a name, perhaps with others, and a year or several: `Powell 1999, 2006`.
    """
    found = []
    for name, years in CITATION.findall(" ".join(text.split())):
        if name not in NO_AUTHORS:
            found += [f"{name} {year}" for year in years.split(", ")]
    return tuple(dict.fromkeys(found))
