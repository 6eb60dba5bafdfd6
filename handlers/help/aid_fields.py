"""The questions of the requests for help: each kind asks only what somebody needs who is to decide on it."""

from __future__ import annotations

from handlers.casework.complaint import PLACE, WHAT
from handlers.form.forms import Field
from handlers.help import aid_readers
from handlers.words import readers
from handlers.words.wording import NOT

FOR_WHOM = Field(
    "for_whom",
    readers.whom,
    hears=readers.oneself,
    choices=("self", "child", "parent", "other"),
    spoken={
        "child": ("anak", "budak", "cucu"),
        "parent": ("orang tua", "ortu", "ibu", "bapak", "emak", "mamak", "nenek", "kakek", "datuk", "nyai", "mertua"),
        "self": ("saya", "sy", "sayo", "aku", "diri sendiri", "kami"),
        "other": (
            *("orang lain", "tetangga", "anak tetangga", "warga", "teman"),
            *("suami", "istri", "adik", "kakak", "keponakan", "ponakan"),
        ),
    },
    called=("untuk", "siapa", "orang", "nama"),
)
AGE = Field("age", readers.age, entity="person_age", called=("umur", "usia"), hears=readers.aged)
CHILD = Field("child", aid_readers.child, called=("anak", "anaknya", "nama anak"))

LEVEL = Field(
    "level",
    readers.named,
    choices=("early", "sd", "smp", "sma", "out"),
    spoken={
        "early": ("tk", "paud", "belum sekolah"),
        "sd": ("sd", "sdn", "mi", "sekolah dasar"),
        "smp": ("smp", "smpn", "mts"),
        "sma": ("sma", "sman", "smk", "smkn", "stm", "aliyah"),
        "out": ("putus sekolah", "berhenti", "sudah berhenti", "putus"),
    },
    told={
        "early": r"\b(?:tk|paud)\b",
        "sd": r"\b(?:sdn?|sekolah dasar|kelas [1-6])\b",
        "smp": r"\b(?:smpn?|mts|kelas [7-9])\b",
        "sma": r"\b(?:sman?|smkn?|stm|aliyah|kelas 1[0-2])\b",
        "out": rf"\b(?:putus|berhenti|brenti|{NOT}(?: lagi)?) sekolah\b",
    },
    called=("kelas", "jenjang", "tingkat"),
)
SCHOOL = Field("school", aid_readers.school, called=("sekolah", "sekolahnya"), hears=aid_readers.schooled)

CARD = Field(
    "card",
    readers.named,
    choices=("active", "inactive", "none"),
    spoken={
        "inactive": ("mati", "tidak aktif", "dak aktif", "gak aktif", "nonaktif", "diblokir", "nunggak", "menunggak"),
        "none": ("belum punya", "tidak punya", "dak punya", "dak ado", "gak punya", "belum ada", "blm punya"),
        "active": ("aktif", "masih aktif", "hidup", "punya"),
    },
    told={
        "inactive": rf"\b(?:bpjs|kis|kartu|jkn)\w*\b.{{0,30}}\b(?:mati|di ?blokir|non ?aktif|{NOT} (?:lagi )?aktif)\b",
        "none": rf"\b(?:{NOT}) (?:punya|punyo|ada|ado) (?:kartu )?(?:bpjs|kis|jkn)\b",
    },
    called=("kartu", "bpjs", "kis"),
)
TREATED = Field(
    "treated",
    aid_readers.clinic,
    called=("berobat", "dirawat", "rumah sakit", "puskesmas"),
    hears=aid_readers.treated,
)

PAPER = Field(
    "paper",
    readers.named,
    choices=("akta", "kia", "kk", "ktp", "other"),
    spoken={
        "akta": ("akta", "akte", "akta lahir", "akte lahir"),
        "kia": ("kia", "kartu anak"),
        "kk": ("kk", "kartu keluarga"),
        "ktp": ("ktp", "e-ktp"),
        "other": ("surat wali", "paspor", "surat lain", "akta cerai", "buku nikah", "akta kematian"),
    },
    told={
        "akta": r"\bakt[ae](?:nya|nyo)?\b(?! (?:cerai|nikah|mati|kematian|kawin))",
        "kia": r"\bkia\b|\bkartu (?:identitas )?anak\b",
        "kk": r"\bkk\b(?! (?:mau|mo|mw|tolong|tlg|bisa|boleh|minta|izin|ini saya))|\bkartu keluarga\b",
        "ktp": r"\b(?:e-?)?ktp\b",
        "other": r"\b(?:surat wali|perwalian|paspor|akt[ae] (?:cerai|nikah|mati|kematian|kawin)|buku nikah)\b",
    },
    called=("surat", "dokumen", "suratnya"),
)

DISABILITY = Field(
    "disability",
    readers.named,
    choices=("move", "see", "hear", "mind"),
    spoken={
        "move": ("badan", "tubuh", "kaki", "tangan", "lumpuh", "jalan", "bergerak", "stroke", "fisik"),
        "see": ("mata", "buta", "netra", "melihat"),
        "hear": ("telinga", "tuli", "rungu", "bisu", "wicara", "mendengar", "bicara"),
        "mind": ("mental", "jiwa", "autis", "down syndrome", "belajar", "pikiran"),
    },
    told={
        "move": rf"\b(?:kursi roda|lumpuh|tongkat|kruk|(?:kaki|tangan) palsu|stroke|polio|{NOT} (?:bisa|biso) jalan)\b",
        "see": rf"\b(?:buta|(?:tuna)?netra|{NOT} (?:bisa|biso) (?:lihat|melihat))\b",
        "hear": rf"\b(?:tuli|budek|(?:tuna)?rungu|bisu|alat (?:bantu )?dengar|{NOT} (?:bisa|biso) (?:men)?dengar)\b",
        "mind": r"\b(?:autis|autisme|down ?syndrome?|(?:tuna)?grahita|adhd|odgj|gangguan jiwa)\b",
    },
    called=("disabilitas", "keadaan", "sakit"),
)

LIVES_WITH = Field(
    "lives_with",
    readers.named,
    choices=("alone", "partner", "family"),
    spoken={
        "alone": ("sendiri", "sendirian", "seorang diri", "sebatang kara", "dewek"),
        "partner": ("suami", "istri", "isteri", "bini", "pasangan", "suaminya", "istrinya", "berdua", "duo bini"),
        "family": ("anak", "cucu", "keluarga", "menantu", "saya", "sayo", "kami", "kito", "saudara"),
    },
    told={
        "alone": r"\b(?:tinggal|hidup|tingal) (?:sendiri(?:an)?|dewek)\b|\b(?:sebatang kara|seorang diri|sendirian)\b",
        "partner": r"\b(?:duo|dua|ber(?:duo|dua)) (?:bini|istri|isteri|suami|laki|pasangan)\b|"
        r"\b(?:(?:tinggal|tingal|hidup)\b.{0,20}?|berdua |beduo )(?:(?:sama|samo|dengan|dgn|bareng) )"
        r"(?:bini|istri|isteri|suami|laki|datuk|nyai)(?:nya|nyo|ku)?\b",
        "family": r"\b(?:tinggal|tingal|hidup|ikut|numpang)\b(?: \w+){0,2}? "
        r"(?:sama|samo|dengan|dgn|bareng|rumah|tempat) "
        r"(?:anak|cucu|menantu|keluarga|saudara|adik|adek|kakak|kami|saya|sayo)(?:nya|nyo|ku)?\b",
    },
    called=("tinggal", "serumah", "bersama"),
)

MATTER = Field(
    "matter",
    readers.named,
    choices=("drugs", "trafficking", "street", "prison"),
    spoken={
        "drugs": ("narkoba", "sabu", "obat", "miras", "ganja", "alkohol"),
        "trafficking": ("tppo", "perdagangan orang", "dijual", "kerja paksa", "kamboja"),
        "street": ("jalanan", "jalan", "gelandangan", "pengemis", "terlantar"),
        "prison": ("penjara", "lapas", "tahanan", "bui"),
    },
    told={
        "drugs": r"\b(?:narkoba|sabu|nyabu|napza|ganja|kecanduan|pecandu|ngelem|miras|alkohol)\b",
        "trafficking": r"\b(?:tppo|perdagangan orang|kamboja|kerja paksa)\b",
        "street": r"\b(?:gelandangan|jalanan|ngemis|pengemis|menggelandang)\b",
        "prison": r"\b(?:lapas|penjara|napi|narapidana)\b",
    },
    called=("soal", "pemulihan", "masalah"),
)

WITH_WHOM = Field(
    "with_whom",
    readers.named,
    choices=("parent", "kin", "stranger", "alone"),
    spoken={
        "parent": ("ibunya", "bapaknya", "ayahnya", "emaknya", "orang tuanya", "saya", "kami", "orang tua"),
        "kin": ("nenek", "kakek", "nyai", "datuk", "bibi", "paman", "tante", "om", "kakaknya", "keluarga", "saudara"),
        "stranger": ("tetangga", "orang lain", "panti", "teman", "pesantren"),
        "alone": ("sendiri", "sendirian", "tidak ada", "dak ado", "tidak ada yang jaga"),
    },
    told={
        "kin": r"\b(?:sama|samo|dengan|dgn|ikut|dirawat|diasuh|dititip\w*) (?:ke |sama |oleh )?"
        r"(?:nenek|kakek|nyai|datuk|bibi|paman|tante|om)\w*\b",
        "stranger": r"\b(?:sama|samo|dengan|dgn|ikut|dirawat|diasuh|dititip\w*) (?:ke |sama |oleh )?tetangga\w*\b",
    },
    called=("dengan siapa", "bersama", "diasuh", "dirawat"),
)

TRADE = Field(
    "trade",
    readers.named,
    choices=("new", "running", "job"),
    spoken={
        "new": ("mau mulai", "mulai usaha", "baru mau", "belum mulai", "modal", "buka usaha"),
        "running": ("sudah jalan", "sudah ada", "sudah jualan", "usaha jalan", "udah jalan"),
        "job": ("kerja", "kerjo", "pekerjaan", "pelatihan", "kursus", "latihan", "begawe"),
    },
    told={
        "new": r"\b(?:mau|pengen|pingin|ingin|nak) (?:buka|mulai|jualan|usaha|dagang)\b",
        "running": r"\b(?:sudah|udah|sdh|lah|la) (?:ada |ado )?(?:jualan|usaha|dagang|warung)\b",
        "job": r"\b(?:lowongan|pelatihan|kursus|lamaran|(?:cari|butuh|nyari|minta) (?:kerja|kerjo|pekerjaan|gawe))\b",
    },
    called=("usaha", "kerja", "jenis"),
)

HAPPENED = Field(
    "happened",
    readers.named,
    choices=("broken", "disaster", "fire", "rent"),
    spoken={
        "broken": ("rusak", "bocor", "reyot", "roboh", "lapuk", "tidak layak", "bedah rumah"),
        "disaster": ("banjir", "longsor", "angin", "gempa", "bencana"),
        "fire": ("kebakaran", "terbakar", "hangus"),
        "rent": ("sewa", "kontrakan", "diusir", "kontrak", "kos"),
    },
    told={
        "broken": r"\b(?:bocor|reyot|roboh|rubuh|ambruk|lapuk|(?:tidak|tak|dak|gak) layak|bedah rumah)\b",
        "disaster": r"\b(?:banjir|kebanjiran|longsor|gempa|puting beliung|angin kencang)\b",
        "fire": r"\b(?:kebakaran|terbakar|kebakar)\b",
        "rent": r"\b(?:diusir|nunggak kontrakan|(?:bayar|uang|sewa) kontrakan|bayar sewa|nunggak sewa)\b",
    },
    called=("kejadian", "rumah", "rusak"),
)
OWNED = Field(
    "owned",
    readers.named,
    choices=("own", "rented", "guest"),
    spoken={
        "own": ("sendiri", "milik", "punya sendiri", "rumah sendiri", "warisan"),
        "rented": ("sewa", "kontrak", "kontrakan", "ngontrak", "kos"),
        "guest": ("numpang", "menumpang", "orang tua", "mertua", "saudara"),
    },
    told={"rented": r"\b(?:ngontrak|kontrakan|rumah sewa)\b", "guest": r"\b(?:numpang|menumpang)\b"},
    called=("milik", "punya"),
)

PEOPLE = Field("people", aid_readers.people, called=("orang", "berapa orang", "jumlah"), hears=aid_readers.counted)
_NO_BABY = rf"\b{NOT} (?:ada|ado|punya|punyo) (?:\w+ )?(?:bayi|balita)\b"
BABY = Field(
    "baby",
    readers.named,
    choices=("baby", "pregnant", "none"),
    spoken={
        "baby": ("bayi", "balita", "anak kecil"),
        "pregnant": ("hamil", "bumil", "menyusui"),
        "none": ("tidak ada", "dak ado", "gak ada", "ga ada"),
    },
    told={
        "none": _NO_BABY,
        "baby": rf"^(?!.*{_NO_BABY}).*\b(?:bayi|balita|susu (?:anak|formula))\b",
        "pregnant": r"\b(?:lagi|sedang|saya|istri) hamil\b",
    },
    called=("bayi", "hamil"),
    closed=("baby", "none"),
)

PROGRAMME = Field(
    "programme",
    readers.named,
    entity="programme",
    choices=("PKH", "BPNT", "YAPI", "other"),
    spoken={
        "PKH": ("pkh",),
        "BPNT": ("bpnt", "sembako"),
        "YAPI": ("yapi", "yatim", "anak yatim"),
        "other": ("program lain", "lain", "apa saja", "apo bae", "bansos"),
    },
    called=("program", "programnya"),
)
LISTED = Field(
    "listed",
    readers.named,
    choices=("yes", "no"),
    spoken={"no": ("belum", "blm", "tidak terdata", "dak", "belum terdaftar"), "yes": ("sudah", "udah", "terdata")},
    told={"no": rf"\b{NOT} (?:pernah )?(?:ter)?(?:data|daftar|didata|terdata|masuk (?:data|dtks|dtsen))\b"},
    called=("data", "terdata", "dtsen", "dtks"),
    closed=("yes", "no"),
)

REACH = Field(
    "reach",
    readers.named,
    choices=("morning", "afternoon", "evening", "any"),
    spoken={
        "morning": ("pagi",),
        "afternoon": ("siang", "sore"),
        "evening": ("malam", "malem"),
        "any": ("kapan saja", "kapan bae", "bebas", "terserah", "kapan aja"),
    },
    called=("waktu", "jam", "kapan"),
)

BY_KIND: dict[str, tuple[Field, ...]] = {
    "school": (WHAT, CHILD, LEVEL, SCHOOL, PLACE),
    "health": (WHAT, FOR_WHOM, CARD, TREATED, PLACE),
    "food": (WHAT, PEOPLE, BABY, PLACE),
    "cash": (WHAT, PROGRAMME, LISTED, PLACE),
    "documents": (WHAT, PAPER, FOR_WHOM, PLACE),
    "livelihood": (WHAT, FOR_WHOM, TRADE, PLACE),
    "disability": (WHAT, FOR_WHOM, AGE, DISABILITY, PLACE),
    "elderly": (WHAT, FOR_WHOM, AGE, LIVES_WITH, PLACE),
    "counselling": (WHAT, FOR_WHOM, REACH, PLACE),
    "rehabilitation": (WHAT, MATTER, FOR_WHOM, PLACE),
    "child_care": (WHAT, CHILD, AGE, WITH_WHOM, PLACE),
    "housing": (WHAT, HAPPENED, OWNED, PLACE),
    "other": (WHAT, FOR_WHOM, PLACE),
}
"""What each kind asks, in this order; the story is told first, and nothing that it says is asked again."""
