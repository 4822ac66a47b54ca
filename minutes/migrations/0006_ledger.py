import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("minutes", "0005_draft_key"),
        ("participants", "0004_password_set_by_other"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("signature", models.CharField(max_length=100, verbose_name="signatur")),
                ("public_key", models.CharField(max_length=64, verbose_name="öppen nyckel")),
                ("at", models.DateTimeField(verbose_name="när")),
            ],
            options={
                "verbose_name": "kontrollpunkt",
                "verbose_name_plural": "kontrollpunkter",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="CorrectionApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_name", models.CharField(max_length=200, verbose_name="namn då")),
                (
                    "organization_name",
                    models.CharField(blank=True, max_length=200, verbose_name="organisation då"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("chair", "ordförande"),
                            ("secretary", "sekreterare"),
                            ("approver", "justerare"),
                        ],
                        default="approver",
                        max_length=20,
                        verbose_name="som",
                    ),
                ),
                ("sentence", models.TextField(verbose_name="meningen som godkändes")),
                ("approved_at", models.DateTimeField(verbose_name="när")),
                (
                    "logged_in_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bekräftade sin inloggning"),
                ),
                ("login_method", models.CharField(blank=True, max_length=60, verbose_name="hur")),
            ],
            options={
                "verbose_name": "justering av rättelse",
                "verbose_name_plural": "justeringar av rättelser",
                "ordering": ["correction", "approved_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ItemReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.SmallIntegerField(verbose_name="ärendets plats")),
                ("read_at", models.DateTimeField(verbose_name="läst")),
            ],
            options={
                "verbose_name": "läst ärende",
                "verbose_name_plural": "lästa ärenden",
                "ordering": ["revision", "person", "place"],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "number",
                    models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="nummer"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "boken öppnad"),
                            ("key", "ny signeringsnyckel"),
                            ("revision", "text fryst"),
                            ("dispatch", "skickat"),
                            ("proposal", "ändring föreslagen"),
                            ("answer", "ändringsförslag besvarat"),
                            ("approval", "godkänt"),
                            ("withdrawal", "godkännande återtaget"),
                            ("sent_back", "skickat tillbaka"),
                            ("approver", "justerare utbytt"),
                            ("seal", "förseglat"),
                            ("file", "fil sparad"),
                            ("correction", "rättelse föreslagen"),
                            ("correction_approval", "rättelse godkänd av en"),
                            ("correction_seal", "rättelse godkänd"),
                            ("account", "konto ändrat"),
                            ("restored", "återställt från säkerhetskopia"),
                        ],
                        max_length=20,
                        verbose_name="vad",
                    ),
                ),
                ("payload", models.BinaryField(verbose_name="innehåll")),
                ("payload_sha256", models.CharField(max_length=64, verbose_name="innehållets SHA-256")),
                ("previous_hash", models.CharField(max_length=64, verbose_name="förra länken")),
                ("entry_hash", models.CharField(max_length=64, unique=True, verbose_name="länken")),
                ("at", models.DateTimeField(verbose_name="när")),
            ],
            options={
                "verbose_name": "post i liggaren",
                "verbose_name_plural": "liggaren",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="nyckel")),
                ("to", models.EmailField(max_length=254, verbose_name="till")),
                ("subject", models.CharField(max_length=300, verbose_name="ämne")),
                ("body", models.TextField(verbose_name="text")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="bilagans namn")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="skrivet"),
                ),
                (
                    "send_after",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="skickas tidigast"),
                ),
                (
                    "held_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="skickas just nu, till"),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="försök")),
                ("last_error", models.CharField(blank=True, max_length=200, verbose_name="senaste felet")),
                ("given_up", models.BooleanField(default=False, verbose_name="uppgivet")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="skickat")),
            ],
            options={
                "verbose_name": "brev",
                "verbose_name_plural": "brev",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ProtocolFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.BinaryField(verbose_name="innehåll")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "verbose_name": "protokoll som PDF",
                "verbose_name_plural": "protokoll som PDF",
                "ordering": ["revision", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="skäl")),
                ("withdrawn_at", models.DateTimeField(verbose_name="när")),
            ],
            options={
                "verbose_name": "återtaget godkännande",
                "verbose_name_plural": "återtagna godkännanden",
                "ordering": ["approval"],
            },
        ),
        migrations.AlterModelOptions(
            name="correction",
            options={
                "ordering": ["revision", "number"],
                "verbose_name": "rättelse",
                "verbose_name_plural": "rättelser",
            },
        ),
        migrations.AlterModelOptions(
            name="seal",
            options={
                "ordering": ["entry"],
                "verbose_name": "försegling",
                "verbose_name_plural": "förseglingar",
            },
        ),
        migrations.RemoveConstraint(
            model_name="approval",
            name="approval_unique",
        ),
        migrations.RemoveConstraint(
            model_name="changeproposal",
            name="change_proposal_known_status",
        ),
        migrations.RemoveField(
            model_name="seal",
            name="digest",
        ),
        migrations.RemoveField(
            model_name="seal",
            name="number",
        ),
        migrations.RemoveField(
            model_name="seal",
            name="previous_digest",
        ),
        migrations.AddField(
            model_name="approval",
            name="days_late",
            field=models.PositiveIntegerField(default=0, verbose_name="dagar för sent"),
        ),
        migrations.AddField(
            model_name="approval",
            name="login_method",
            field=models.CharField(blank=True, max_length=60, verbose_name="hur"),
        ),
        migrations.AddField(
            model_name="approval",
            name="role",
            field=models.CharField(
                choices=[("chair", "ordförande"), ("secretary", "sekreterare"), ("approver", "justerare")],
                default="approver",
                max_length=20,
                verbose_name="som",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="turn",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="gång"),
        ),
        migrations.AddField(
            model_name="changeproposal",
            name="decision_number",
            field=models.CharField(blank=True, max_length=100, verbose_name="beslutsnummer"),
        ),
        migrations.AddField(
            model_name="changeproposal",
            name="target",
            field=models.CharField(
                choices=[
                    ("title", "rubrik"),
                    ("background", "bakgrund"),
                    ("discussion", "dialog"),
                    ("proposal", "förslag till beslut"),
                    ("decision", "beslut"),
                    ("other", "annat"),
                ],
                default="other",
                max_length=20,
                verbose_name="gäller",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="godkänd"),
        ),
        migrations.AddField(
            model_name="correction",
            name="content",
            field=models.BinaryField(default=b"", verbose_name="innehåll"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="correction",
            name="decision_number",
            field=models.CharField(blank=True, max_length=100, verbose_name="beslutsnummer"),
        ),
        migrations.AddField(
            model_name="correction",
            name="number",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="rättelse nummer"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="correction",
            name="sha256",
            field=models.CharField(default="", max_length=64, verbose_name="SHA-256"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="correction",
            name="target",
            field=models.CharField(
                choices=[
                    ("title", "rubrik"),
                    ("background", "bakgrund"),
                    ("discussion", "dialog"),
                    ("proposal", "förslag till beslut"),
                    ("decision", "beslut"),
                    ("other", "annat"),
                ],
                default="other",
                max_length=20,
                verbose_name="gäller",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="tillbakatagen"),
        ),
        migrations.AlterField(
            model_name="approval",
            name="logged_in_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="bekräftade sin inloggning"),
        ),
        migrations.AlterField(
            model_name="approval",
            name="organization",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="participants.organization",
                verbose_name="för",
            ),
        ),
        migrations.AlterField(
            model_name="approval",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="participants.person",
                verbose_name="person",
            ),
        ),
        migrations.AlterField(
            model_name="approval",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="konto",
            ),
        ),
        migrations.AlterField(
            model_name="changeproposal",
            name="proposed_at",
            field=models.DateTimeField(verbose_name="föreslaget"),
        ),
        migrations.AlterField(
            model_name="changeproposal",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "väntar på svar"),
                    ("accepted", "infört"),
                    ("declined", "avböjt"),
                    ("withdrawn", "tillbakatagen"),
                ],
                default="open",
                max_length=20,
                verbose_name="status",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="made_at",
            field=models.DateTimeField(verbose_name="föreslagen"),
        ),
        migrations.AlterField(
            model_name="correction",
            name="old_text",
            field=models.TextField(blank=True, verbose_name="stod"),
        ),
        migrations.AddField(
            model_name="correctionapproval",
            name="correction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="minutes.correction",
                verbose_name="rättelse",
            ),
        ),
        migrations.AddField(
            model_name="correctionapproval",
            name="organization",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="participants.organization",
                verbose_name="för",
            ),
        ),
        migrations.AddField(
            model_name="correctionapproval",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="participants.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="correctionapproval",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="konto",
            ),
        ),
        migrations.AddField(
            model_name="itemreading",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="item_readings",
                to="participants.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="itemreading",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="minutes.revision",
                verbose_name="utgåva",
            ),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ledger_entries",
                to="minutes.meeting",
                verbose_name="möte",
            ),
        ),
        migrations.AddField(
            model_name="correctionapproval",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="number",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checkpoint",
                to="minutes.ledgerentry",
                verbose_name="till och med post",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AddField(
            model_name="changeproposal",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="change_proposal",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="correction",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revision",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AddField(
            model_name="seal",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seal",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(fields=("revision", "person", "turn"), name="approval_unique"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["chair", "secretary", "approver"])),
                name="approval_known_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "accepted", "declined", "withdrawn"])),
                name="change_proposal_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target__in", ["title", "background", "discussion", "proposal", "decision", "other"])
                ),
                name="change_proposal_known_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                fields=("revision", "number"), name="correction_unique_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target__in", ["title", "background", "discussion", "proposal", "decision", "other"])
                ),
                name="correction_known_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved_at", None), ("withdrawn_at", None), _connector="OR"),
                name="correction_one_end",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to="minutes.meeting",
                verbose_name="möte",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="letters",
                to=settings.AUTH_USER_MODEL,
                verbose_name="konto",
            ),
        ),
        migrations.AddField(
            model_name="protocolfile",
            name="correction",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="file",
                to="minutes.correction",
                verbose_name="rättelse",
            ),
        ),
        migrations.AddField(
            model_name="protocolfile",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="file",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AddField(
            model_name="protocolfile",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="minutes.revision",
                verbose_name="utgåva",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="minutes.protocolfile",
                verbose_name="bilaga",
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="approval",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawal",
                to="minutes.approval",
                verbose_name="justering",
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawal",
                to="minutes.ledgerentry",
                verbose_name="post i liggaren",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemreading",
            constraint=models.UniqueConstraint(
                fields=("revision", "person", "place"), name="item_reading_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "opened",
                            "key",
                            "revision",
                            "dispatch",
                            "proposal",
                            "answer",
                            "approval",
                            "withdrawal",
                            "sent_back",
                            "approver",
                            "seal",
                            "file",
                            "correction",
                            "correction_approval",
                            "correction_seal",
                            "account",
                            "restored",
                        ],
                    )
                ),
                name="ledger_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionapproval",
            constraint=models.UniqueConstraint(
                fields=("correction", "person"), name="correction_approval_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["chair", "secretary", "approver"])),
                name="correction_approval_known_role",
            ),
        ),
        migrations.AddIndex(
            model_name="protocolfile",
            index=models.Index(fields=["sha256"], name="protocol_file_sha256"),
        ),
        migrations.AddConstraint(
            model_name="protocolfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("correction", None)),
                fields=("revision",),
                name="protocol_file_unique_at_seal",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("given_up", False), ("sent_at", None)),
                fields=["send_after"],
                name="letter_waiting",
            ),
        ),
    ]
