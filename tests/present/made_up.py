"""A made-up story with every kind of block, and with texts that try to be more than text."""

import polars as pl

from potensi.present.charts import (
    Bar,
    BarChart,
    Line,
    LineChart,
    LinePoint,
    QuadrantChart,
    QuadrantPoint,
    ShiftShareBars,
    ShiftShareRow,
)
from potensi.present.maps import Legend, Tile, TileMap
from potensi.present.story import (
    Bullets,
    Column,
    DataSheet,
    Figure,
    KeyFigure,
    KeyFigures,
    Letterhead,
    Note,
    Paragraph,
    Section,
    Story,
    Table,
)

INJECTIONS = ('#read("/etc/passwd")', "<script>alert(1)</script>", "=1+1", "{{ 7*7 }}", "*bold* _under_ | pipe", "@me")
SOURCE = "BPS, angka rekaan; miliar rupiah; harga konstan 2010"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><circle cx="30" cy="30" r="28" fill="#00695c"/></svg>'
INDUSTRIES = (
    ("Pertanian, Kehutanan, dan Perikanan", "Pertanian"),
    ("Pertambangan dan Penggalian", "Pertambangan"),
    ("Industri Pengolahan", "Industri"),
    ("Pengadaan Listrik dan Gas", "Listrik"),
    ("Pengadaan Air, Pengelolaan Sampah, Limbah dan Daur Ulang", "Air"),
    ("Konstruksi", "Konstruksi"),
    ("Perdagangan Besar dan Eceran; Reparasi Mobil dan Sepeda Motor", "Perdagangan"),
    ("Transportasi dan Pergudangan", "Transportasi"),
    ("Penyediaan Akomodasi dan Makan Minum", "Akomodasi"),
    ("Informasi dan Komunikasi", "Informasi"),
    ("Jasa Keuangan dan Asuransi", "Keuangan"),
    ("Real Estat", "Real estat"),
    ("Jasa Perusahaan", "Jasa perusahaan"),
    ("Administrasi Pemerintahan, Pertahanan, dan Jaminan Sosial Wajib", "Pemerintahan"),
    ("Jasa Pendidikan", "Pendidikan"),
    ("Jasa Kesehatan dan Kegiatan Sosial", "Kesehatan"),
    ("Jasa Lainnya", "Jasa lainnya"),
)
TEXT = (
    "Perekonomian daerah ini pada tahun 2024 bernilai 61,4 triliun rupiah dan tumbuh 4,9 persen setahun sejak 2020. "
    "Tiga lapangan usaha terbesar ialah pertanian, perdagangan, dan konstruksi; bersama-sama lebih dari separuh. "
    "Angka tahun 2023 dan 2024 masih sementara, sehingga kesimpulan dapat berubah."
)


def rows():
    for k, (name, _) in enumerate(INDUSTRIES):
        value = None if k == 3 else 18_000 / (k + 1)
        quotient = float("nan") if k == 4 else round(2.4 / (k + 1) ** 0.5, 3)
        yield (
            name,
            value,
            28.4 - 1.6 * k,
            quotient,
            1.02,
            -1.35 + 0.6 * k,
            "Unggulan" if k % 2 else "Andalan",
            "4 dari 5",
        )


def industry_table(note="LQ di atas 1 berarti bagiannya lebih besar daripada di daerah acuan."):
    columns = (
        Column("Lapangan usaha"),
        Column("Nilai 2024", "number", 0),
        Column("Bagian", "number", 1, "%"),
        Column("LQ", "number", 2),
        Column("DLQ", "number", 2),
        Column("Tumbuh setahun", "number", 1, "%"),
        Column("Kelas"),
        Column("Kesepakatan"),
    )
    return Table("Lapangan usaha dan kedudukannya, 2020–2024", columns, tuple(rows()), SOURCE, note)


def quadrant_chart():
    points = [
        QuadrantPoint(name, short, round(2.6 / (k + 1) ** 0.6, 3), -0.01 + 0.005 * ((k * 7) % 17), 18_000 / (k + 1))
        for k, (name, short) in enumerate(INDUSTRIES)
    ]
    points.append(QuadrantPoint("Tanpa angka", "Tanpa angka", None, 0.02))
    labels = ("Kuat dan tumbuh cepat", "Belum kuat, tumbuh cepat", "Kuat, tumbuh lambat", "Belum kuat, tumbuh lambat")
    return QuadrantChart(
        tuple(points), "Kekuatan (LQ)", "Pertumbuhan setahun", 1.0, 0.035, labels,
        grey_zone_label="belum tegas", y_split_label="acuan", size_label="Luas lingkaran: nilai 2024",
    )  # fmt: skip


def shift_chart():
    made = [ShiftShareRow(s, 900 / (k + 1), 40.0 - 9 * k, 300.0 - 45 * k) for k, (_, s) in enumerate(INDUSTRIES)]
    made[3] = ShiftShareRow("Listrik", None, None, None)
    return ShiftShareBars(tuple(made), "miliar rupiah", ("Provinsi", "Bauran", "Daerah"), "Jumlah")


def tile_map():
    tiles = tuple(
        Tile(str(3500 + k), f"Daerah {k}", k // 6, k % 6, None if k == 7 else 0.6 + k / 60, highlight=k == 9)
        for k in range(20)
    )
    return TileMap(tiles, Legend(title="Kemiripan", decimals=2, missing_label="Tidak ada data", highlight_label="Kita"))


def line_chart():
    ours = Line("Kita", tuple(LinePoint(y, 70 + 0.6 * (y - 2020), y > 2022) for y in range(2020, 2025)), True)
    peer = Line("Sejawat", tuple(LinePoint(y, None if y == 2022 else 71 + 0.4 * (y - 2020)) for y in range(2020, 2025)))
    return LineChart((ours, peer), "Indeks")


def bar_chart():
    bars = tuple(Bar(f"Daerah {k}", 5.0 + k, k == 2) for k in range(5))
    return BarChart(bars, "persen", reference=6.5, reference_label="Provinsi")


def story(lang="id", letterhead=True, injected=""):
    extra = (Paragraph(injected), Bullets((injected,)), Note(injected)) if injected else ()
    figures = (
        KeyFigure("PDRB 2024", "61,4 triliun rupiah", "harga konstan 2010"),
        KeyFigure("Pertumbuhan setahun", "4,91 persen", "2020–2024"),
        KeyFigure("Sektor basis", "5 dari 17", "LQ 1 atau lebih"),
        KeyFigure("Indeks pembangunan manusia", "74,75", "2024"),
        KeyFigure("Persentase penduduk miskin", "6,54 %", "2024"),
    )
    points = tuple(
        f"Butir ke-{k}: sektor ini tumbuh lebih cepat daripada provinsi di empat dari lima pilihan tahun."
        for k in range(1, 5)
    )
    small = Table(
        injected or "Calon tuan rumah",
        (Column(injected or "Daerah"), Column("Kemiripan", "number", 2), Column("Jarak", "number", 0, "km")),
        ((injected or "Kabupaten A", 0.93, 120.4), ("Kabupaten B", None, float("nan"))),
        SOURCE,
    )
    sections = (
        Section("Sekilas", (KeyFigures(figures), Paragraph(TEXT), *extra)),
        Section("Apa yang dimiliki", (
            Paragraph(TEXT),
            Figure(quadrant_chart(), "Kekuatan dan pertumbuhan", injected or "Pertanian kuat dan tumbuh cepat.", SOURCE),
            Bullets(points), industry_table(),
        )),
        Section("Apa yang menggerakkan", (Paragraph(TEXT), Figure(shift_chart(), "Perubahan 2020–2024", "Batang bertumpuk.", SOURCE))),
        Section("Siapa yang serupa", (Paragraph(TEXT), Figure(tile_map(), "Kemiripan", "Peta petak.", SOURCE), Bullets(points))),
        Section("Ke mana berkunjung", (Paragraph(TEXT), Bullets(points), small)),
        Section("Mengejar", (Paragraph(TEXT), Figure(line_chart(), "Indeks", "Garis kita naik.", SOURCE), Figure(bar_chart(), "Batang", "Lima batang.", SOURCE))),
        Section("Seberapa yakin", (Bullets(points), Note("LQ dinamis tidak dibaca bila pertumbuhan acuan negatif."))),
        Section("Sumber dan metode", (Bullets(points),), slide=False),
    )  # fmt: skip
    frame = pl.DataFrame(
        {
            "region": ["3510"] * 4,
            "activity": ["A", "B", injected or "C", "D"],
            "value": [17_321.5, None, 0.0, -2.5],
            "status": ["final", "withheld", "provisional", "final"],
            "lq": [1.72, None, float("nan"), 0.5],
            "steady": [True, False, None, True],
            "count": [1, 2, None, 4],
        }
    )
    return Story(
        title=injected or "Potensi Kabupaten Contoh",
        subtitle="Prospektus potensi daerah, 2020–2024",
        lang=lang,
        region="3510",
        date="2026-11-24",
        source=SOURCE,
        sections=sections,
        tables=(
            DataSheet(injected or "Lapangan usaha", "Semua ukuran", frame),
            DataSheet("Metode: arti/rumus", "Metode", frame, "Catatan"),
        ),
        letterhead=Letterhead(
            injected or "Badan Perencanaan Pembangunan Daerah", "Jalan Ahmad Yani 100, Contoh 68416", LOGO
        )
        if letterhead
        else None,
    )
