"""The main formulas of the model, each beside the function that computes it.

Every one is evaluated against that function by the tests, on random inputs. Names of behaviour
parameters stand for themselves; all others are explained.
"""

from __future__ import annotations

from sim.report.odd.formula import Equation, Formula


def _equation(of: str, text: str, **where: str) -> Equation:
    return Equation(of, Formula(text), where)


EQUATIONS: tuple[Equation, ...] = (
    _equation(
        "prospects.utility.utility",
        "U = 1 - sum_i(w_i * abs(x_i - a_i))",
        U="utility of an arrangement to a party",
        x_i="the arrangement's position on issue i",
        a_i="the party's ideal position",
        w_i="salience of the issue; saliences sum to 1",
    ),
    _equation(
        "prospects.utility.after_victory",
        "y = where(abs(o + f * (a - o) - a) < abs(x - a), o + f * (a - o), x)",
        y="position after a victory",
        o="where the facts stood at the start",
        f="how far force moves the issue (`by_force`)",
        a="the victor's ideal position",
        x="position before the war",
    ),
    _equation(
        "prospects.utility.beyond_red_lines",
        "B = max(h * max(abs(x - a) - abs(b - a), 0), k * max(abs(x - a) - abs(c - a), 0))",
        B="loss on an issue from lying beyond a red line",
        x="position",
        a="ideal position",
        b="the leader's red line",
        h="its hardness",
        c="the public's red line",
        k="its hardness",
    ),
    _equation(
        "prospects.utility.audience_cost",
        "A = audience_cost * s * (1 + propaganda_effect * (m - 1 / 2)) * (1 - r)"
        " * (1 + secrecy_cost * z)"
        " * (sum_i(w_i * max(abs(x_i - a_i) - abs(q_i - a_i), 0)) + treason_cost * sum_i(B_i))",
        A="what a leader pays at home for a text",
        s="scale of audience costs by the stance",
        m="how one-sided the media are",
        r="preparation of the public",
        z="secrecy of the talks",
        w_i="salience of issue i",
        x_i="position of the text",
        a_i="ideal position",
        q_i="status quo",
        B_i="loss beyond red lines, as above",
    ),
    _equation(
        "prospects.force.log_ratio",
        "R = log(m / n) + terrain_advantage * t / 2",
        R="log ratio of power",
        m="capability of the own camp",
        n="capability of the rival's",
        t="useful terrain held above what the rival holds",
    ),
    _equation(
        "prospects.force.chance_to_prevail",
        "p = m ** contest_exponent / (m ** contest_exponent + n ** contest_exponent)",
        p="chance to prevail in a war (contest success)",
        m="own power, terrain included",
        n="the rival's",
    ),
    _equation(
        "prospects.force.cost_of_war",
        "c = war_cost * k * r * exp(belief_spread * z) * (1 + e)",
        c="a party's own cost of war",
        k="scale by the stance",
        r="resolve (low = resolved)",
        z="the private value of the party, in standard deviations",
        e="weariness",
    ),
    _equation(
        "prospects.force.believed_cost",
        "c_believed = war_cost * k * r * exp(b) * (1 + e)",
        c_believed="the rival's cost of war, as a party believes it to be",
        k="the rival's scale by its stance",
        r="the rival's resolve",
        b="belief about the rival's private value, as a log ratio",
        e="the rival's weariness",
    ),
    _equation(
        "prospects.force.cost_of_violence",
        "v = c * (1 - exp(-violence_cost * D / (100 * c)))",
        v="cost a year of the violence that goes on",
        c="the party's cost of war, as above",
        D="deaths of its camp a year, by those of late",
    ),
    _equation(
        "prospects.worth.look_ahead",
        "W = p * U_win + (1 - p) * U_lose - c - G",
        W="what starting a war is worth",
        p="chance to prevail in the year looked at",
        U_win="utility of the arrangement after winning",
        U_lose="utility of the arrangement after losing",
        c="cost of war",
        G="reaction of guarantors and cost of starting",
    ),
    _equation(
        "prospects.worth.look_ahead",
        "S = (1 - annual_discount) * (U - v) + annual_discount * V_next",
        S="what staying out is worth",
        U="utility of the arrangement in force",
        v="cost of the violence that goes on",
        V_next="what going on is worth a year later; U - v at the horizon",
    ),
    _equation(
        "prospects.worth.look_ahead",
        "r = 1 / (1 + exp(-choice_precision * (W - S)))",
        r="chance that a side resorts to force (logit choice of two options)",
        W="what war is worth to it, as above",
        S="what staying out is worth to it, as above",
    ),
    _equation(
        "prospects.worth.look_ahead",
        "V = r_rival * (W + G) + (1 - r_rival) * (r * W + (1 - r) * S)",
        V="what going on is worth",
        r_rival="chance that the rival resorts to force",
        r="own chance to do so",
        W="what war is worth, as above",
        G="reaction, which only who starts a war pays",
        S="what staying out is worth, as above",
    ),
    _equation(
        "prospects.worth.as_promised",
        "y = q + s * (1 - distrust * g * (1 - t) * (1 - k)) * (x - q)",
        y="position that a party expects of a text",
        q="status quo",
        x="position of the text",
        s="share of this kind of agreement that is usually carried out",
        g="1 where the party gains by the move, 0 where it gives",
        t="trust in the rival",
        k="guarantee",
    ),
    _equation(
        "prospects.trust.trust",
        "T = (g + 1) / (g + b + 2)",
        T="trust, the mean of a Beta distribution",
        g="verified good conduct",
        b="verified bad conduct",
    ),
    _equation(
        "prospects.agency.grievance",
        "g = (1 - exp(-D / k)) * b",
        g="grievance",
        D="deaths of the camp in 30 days",
        k="tolerance by the stance",
        b="share of recent harm blamed on the rival",
    ),
    _equation(
        "mechanisms.front.make_ready",
        "l = incident_rate * L / 200 * (reference_distance / d) ** distance_effect"
        " * (1 + sniper_effect * s) / (1 + sniper_effect * reference_snipers) * o * k",
        l="incidents a day that a side's garrison begins, where no mission stands or watches",
        L="length of the sector, km",
        d="distance between the trenches, m",
        s="sniper pairs per 10 km",
        o="ordered scale of fire",
        k="scale of own fire by the stance",
    ),
    _equation(
        "mechanisms.front.fire",
        "p = 1 - exp(-sum_s(l_s * rung_multiplier ** (n - 1) + h_s / retaliation_memory))",
        p="chance of an incident on a sector and day",
        l_s="own fire of side s at the rung `violations`, as above",
        n="rung of the front (calm 0, violations 1, clashes 2, operation 3, war 4)",
        h_s="harm that the side's garrison means to answer",
    ),
    _equation(
        "mechanisms.attribution.watch",
        "P = 1 - exp(-visit_detection * n * (1 - exp(-f / 7)) * (1 - announced_loss * y) * s / L)",
        P="chance that an incident is seen by a mission",
        n="persons in the field",
        f="patrols a week",
        y="1 where visits are announced, else 0",
        s="share of the strength at the sector",
        L="length of the sector, km",
    ),
    _equation(
        "mechanisms.attribution.fade",
        "B_next = B * exp(-t / harm_memory)",
        B_next="harm that is remembered",
        B="harm remembered before",
        t="days gone by",
    ),
    _equation(
        "mechanisms.perception.review_conduct",
        "g_next = (1 - trust_forgetting) * g + u * exp(-n / quiet_incidents)",
        g_next="verified good conduct of the rival after a month (trust update)",
        g="verified good conduct before",
        u="share of the front where incidents would be seen and attributed",
        n="recorded incidents of the month",
    ),
    _equation(
        "mechanisms.perception.tire",
        "e_next = 1 - (1 - e * exp(-30 / weariness_recovery)) * exp(-D * weariness_per_loss / m)",
        e_next="weariness after a month",
        e="weariness before",
        D="own deaths of the month",
        m="capability",
    ),
    _equation(
        "mechanisms.beliefs.drift_private_values",
        "d_next = sqrt(exp(-2 * t / resolve_memory) * d ** 2"
        " + (1 - exp(-2 * t / resolve_memory)) * belief_spread ** 2)",
        d_next="doubt about the rival's private value (standard error of the belief)",
        d="doubt before",
        t="days gone by",
    ),
    _equation(
        "mechanisms.publics.move",
        "s_next = clip(usual_support + (s - usual_support) * exp(-30 / opinion_memory)"
        " + rally * (1 - exp(-D / k)) * (b * (1 + propaganda_effect * (m - 1 / 2)) - e), 0, 1)",
        s_next="support of the leader after a month",
        s="support before",
        D="deaths of the camp in 30 days",
        k="tolerance by the stance",
        b="share of recent harm blamed on the rival",
        m="how one-sided the media are",
        e="weariness",
    ),
    _equation(
        "mechanisms.publics.vote",
        "Y = 1 / (1 + exp(-ratification_precision * (g - A"
        " + preparation_relief * (r - neutral_preparation)"
        " + preparation_relief * (s - usual_support))))",
        Y="share of a public that says yes",
        g="what the deal brings above going on",
        A="audience cost of the text",
        r="preparation of the public",
        s="support of the leader",
    ),
    _equation(
        "mechanisms.escalation.relax",
        "m_next = m * exp(-t / mood_memory)",
        m_next="shift of log posture by rules",
        m="shift before",
        t="days gone by",
    ),
    _equation(
        "mechanisms.war.recover",
        "r_next = min(r + t / (rebuilding_time * reserve_time), 1)",
        r_next="reserves of an army that does not attack",
        r="reserves before",
        t="days gone by",
    ),
    _equation(
        "agents.mission.Mission.posts",
        "s_next = (1 - mission_shift) * s + mission_shift * h / H",
        s_next="share of a mission's strength at a sector, where there is harm to be answered",
        s="share by the plan",
        h="harm that garrisons of the sector mean to answer",
        H="the same on the whole front",
    ),
    _equation(
        "agents.party.Party.decide",
        "P = exp(choice_precision * W) / sum_o(exp(choice_precision * W_o))",
        P="share of runs in which an option is taken (logit choice)",
        W="what the option is worth to the party",
        W_o="what option o is worth to it",
    ),
    _equation(
        "prospects.keeping.worth_of_keeping",
        "K = D + r * exp(-t / carrot_fading) + reputation_cost - s / choice_precision",
        K="what keeping a deal is worth to a signatory",
        D="what going on is worth once the rest of the deal is carried out",
        r="rewards and threats at the signature",
        t="days since the signature",
        s="its scruple, a persistent private value",
    ),
    _equation(
        "prospects.keeping.forfeited",
        "f = K - reputation_cost - V",
        f="what an attack forfeits of a deal under way, if it is more than nothing",
        K="what keeping it is worth, as above",
        V="what going on without it is worth",
    ),
    _equation(
        "agents.party.Party.reply",
        "P = 1 / (1 + exp(-choice_precision * (g - c)))",
        P="chance that a party comes to a meeting",
        g="what coming brings: standing with the host, a way out, relief",
        c="what being seen there costs after losses",
    ),
    _equation(
        "prospects.standing.left_by_colleagues",
        "a = exp(-coordination_effort * w * d)",
        a="share of a member's attention that its colleagues leave for the parties",
        w="what a member loses by a text for each unit away from its own position",
        d="distances from colleagues' positions, each a mean over the issues, added up",
    ),
    _equation(
        "agents.mediator.Mediator.call",
        "P = 1 - exp(-i * k * f * t / 365)",
        P="chance that a host calls a meeting",
        i="meetings a year by its initiative",
        k="attention that meetings and colleagues have not taken up",
        f="what draws mediators: crises, violence, parties that look for talks",
        t="days between two occasions to call",
    ),
    _equation(
        "agents.signing.concedes",
        "c = (1 - imitation * (1 - e)) * min(max(n / patience, e), 1) ** (1 / beta)"
        " + imitation * (1 - e) * o",
        c="share of what it could ask for that a party has given up",
        n="meetings spent on the text",
        e="share of the time from the first meeting to a deadline that is gone; 0 without one",
        beta="speed of concession by the stance",
        o="what it has seen the other side give up",
    ),
)


def equations_of(path: str) -> tuple[Equation, ...]:
    """The equations that describe a function."""
    return tuple(one for one in EQUATIONS if one.of == path)
