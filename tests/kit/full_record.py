"""A record with some of everything in it, made by commands, and the words that were written into it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.communities import community, office, organisation
from domain.kernel import Command, System
from domain.participation import ballot, comment, consultation, proposal
from domain.record import Account, Outcome
from domain.text import Sealed
from ops.wiring import Services

OPERATOR = System("operator")
CODE = "04.421.01"
COMMUNITY = community.community_id(CODE)
LOGIN = "amina.el-fassi@example.org"

TITLE = "Des bancs à l'ombre, place du marché"
DESCRIPTION = "كيف نريد أن تكون ساحة السوق بعد إعادة تهيئتها؟"
BODY = "Il n'y a pas un seul endroit où s'asseoir entre la mosquée et l'école, et c'est long avec des sacs."
AMENDED = "نريد مقاعد في الظل بين المسجد والمدرسة، فالطريق طويلة على كبار السن وعلى الأطفال أيضا."
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen braucht hier niemand, Bäume schon."
UNSPACED = "市場の広場に木陰のベンチを置いてください。高齢者にも子どもにも必要です。"
COMMENT = "D'accord, mais que ce soit du bois d'ici, et que quelqu'un les répare quand ils cassent."
EDITED = "D'accord, si c'est du bois d'ici et que la commune dit qui les répare quand ils cassent."
REASON = "Le commentaire nommait un voisin : il est caché le temps que son auteur le corrige."
REASONS = "Acceptée : douze bancs sont prévus au budget de l'an prochain, et six arbres."
REPORT = "شارك في التشاور مئتا شخص، وقبلت الجماعة اقتراحين من أصل ثلاثة."
NAME = "Fatima Zahra Bennani-Lahlou"

WRITTEN = (
    TITLE, DESCRIPTION, BODY, AMENDED, LONG_WORD, UNSPACED, COMMENT, EDITED, REASON, REASONS, REPORT, NAME,
)  # fmt: skip


class Living:
    """A community, its officers and citizens, a consultation with all that may happen in one."""

    def __init__(self, register: Services) -> None:
        self.register = register
        self.administrator, self.citizen, self.other = Account(uuid4()), Account(uuid4()), Account(uuid4())
        self.account = uuid4()
        self.consultation, self.proposal, self.comment = uuid4(), uuid4(), uuid4()
        self.closing = uuid4()

    async def execute(self, command: Command, by: Any, **how: Any) -> Outcome:
        return await self.register.record.execute(command, by=by, **how)

    async def live(self) -> "Living":
        execute, now = self.execute, datetime.now(UTC)
        us, here, this = COMMUNITY, self.consultation, self.proposal
        holder = self.register.keyring.pseudonym(us, self.administrator.person.bytes)
        partner = uuid4()
        await self.log_in()
        await execute(community.Register(CODE, {"ar": "جماعة السوق"}), OPERATOR)
        await execute(office.Grant(us, holder, "administrator"), OPERATOR)
        await execute(office.Grant(us, holder, "moderator"), self.administrator)
        await execute(organisation.RegisterOrganisation(us, partner, {"fr": "Amis"}, "association"), self.administrator)
        named = organisation.NameRepresentative(us, partner, uuid4(), Sealed("fr", NAME))
        await execute(named, self.administrator)
        description = {"ar": Sealed("ar", DESCRIPTION)}
        opening = consultation.Open(us, here, {"ar": "الساحة"}, description, now, now + timedelta(days=1))
        await execute(opening, self.administrator)
        await execute(proposal.Submit(here, this, Sealed("fr", BODY), Sealed("fr", TITLE)), self.citizen)
        await execute(proposal.Amend(here, this, Sealed("ar", AMENDED)), self.citizen)
        await execute(proposal.Submit(here, uuid4(), Sealed("de", LONG_WORD)), self.citizen)
        await execute(proposal.Submit(here, uuid4(), Sealed("ja", UNSPACED)), self.other)
        await execute(comment.Post(here, this, self.comment, Sealed("fr", COMMENT), "for"), self.other)
        await execute(comment.Moderate(here, self.comment, Sealed("fr", REASON)), self.administrator)
        await execute(comment.Restore(here, self.comment, Sealed("fr", "corrigé")), self.administrator)
        await execute(comment.Edit(here, self.comment, Sealed("fr", EDITED)), self.other)
        await execute(ballot.Cast(here, this, "agree"), self.citizen)
        await execute(ballot.Cast(here, this, "agree"), self.other)
        await execute(ballot.Change(here, this, "disagree"), self.other)
        await execute(proposal.GiveAnswer(here, this, "accepted", Sealed("fr", REASONS)), self.administrator)
        await execute(consultation.Close(here), self.administrator, command_id=self.closing)
        await execute(consultation.PublishReport(here, {"ar": Sealed("ar", REPORT)}), self.administrator)
        return self

    async def log_in(self) -> None:
        digest = self.register.keyring.fingerprint(b"login", LOGIN.encode())
        async with self.register.pool.connection() as db:
            await db.execute(
                "insert into account (id, login, password, person) values (%s, %s, '$argon2id$…', %s)",
                [self.account, digest, self.citizen.person],
            )
            await db.execute(
                "insert into token (digest, account, expires_at) values ('\\x01', %s, now() + interval '1 day')",
                [self.account],
            )

    async def texts(self) -> dict[tuple[UUID, str], str]:
        """Every text that is open, by the id of its opening."""
        async with self.register.pool.connection() as db:
            ids = await (await db.execute("select event, field from opening")).fetchall()
        return await self.register.vault.open([(event, field) for event, field in ids])
