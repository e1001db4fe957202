import pytest

from finsam.inlasning.identitet import contains_identity


@pytest.mark.parametrize(
    "value",
    [
        "640823-3234",
        "640823+3234",
        "6408233234",
        "640823 3234",
        "640823–3234",
        "640823−3234",
        "640823 - 3234",
        "19640823-3234",
        "196408233234",
        "1964-08-23-3234",
        "1964-08-23 3234",
        "640883-3231",  # samordningsnummer: day + 60
        "640823-3230",  # a wrong check digit still points at a person
        "Deltagaren (640823-3234) är klar",
        "６４０８２３-３２３４",
        "640823\u200b-32\u00ad34",
        6408233234,
        196408233234,
        6408233234.0,
        305121234,  # 030512-1234 without its leading zero
        305721234,
        "1990 01 01 1234",
        "1990\u00a001\u00a001-1234",
        "1990.01.01-1234",
        "90.01.01-1234",
        "900101.1234",
        "19900101_1234",
        "1990_01_01_1234",
        "900101-12 34",
        "19900101+12-34",
        "född 19900101 1234.",
        "20151231-1234",
    ],
)
def test_identity_numbers_are_found(value):
    assert contains_identity(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "222000-2576",  # organisationsnummer: the third digit is at least 2
        2220002576,
        "2024-01-15–2024-06-30",
        "2024-01-15 2024-06-30",
        "20240115–20240630",
        "640823-32345",
        "1640823-3234",
        "641323-3234",  # no thirteenth month
        "640800-3234",
        "5051-6905",
        "640823/3234",  # how the message says that another number may be written
        "6408/233234",
        "1964/08233234",
        "070-123 45 67",
        45200,
        313121234,  # 0313…: no thirteenth month
        5121234,  # could be 000512-1234, but too many amounts look the same
        "305121234",  # text keeps its zeros
        13260000.5,
        float("inf"),
        10**40,
        "1 990 010 112",
        "199 001 011 234 kr",
        "1990010.1123",
        "2024-06-30 1300",
        "2024-06-30 1300–1500",
        "240630 1300",
        "2024 06 30 1234",
        "2020-01-15 – 2024",
        "Skanning_20240630_1312.pdf",
        "20240630_131245.jpg",
        "1990.01.15-1990.06.30",
        "1990 01 15 - 1990 06 30",
        "1990_01_15_1990_06_30",
        "den 20240630. 2024 blev det",
        "0910-12 34 56",
        "0910 12 34 56",
        "070123 45 67",
        "+46 70 123 45 67",
        "08-12 10 12 34",
        "12 10 15 2024",
        "556000-4615",
        "16 556000-4615",
        "556 000-46 15",
        "Dnr 2024/0112-1234",
        "SAM 2024-1012",
        "10.12.2024",
        "{19640823-3234-4000-8000-640823323400}",
        "12.34.56.7890",
        "SE35 5000 0000 0549 1000 0003",
    ],
)
def test_other_values_pass(value):
    assert not contains_identity(value)


def test_how_short_a_number_may_be_is_for_the_caller_to_say():
    assert contains_identity(5121234, siffror=7)
    assert contains_identity(12121234, siffror=7)
    assert not contains_identity(512123, siffror=7)


@pytest.mark.parametrize("value", ["900101/1234", "1990/01/01-1234", "1990/01/01/1234"])
def test_a_slash_tells_another_number_only_where_the_reader_is_told_so(value):
    assert contains_identity(value, aven_snedstreck=True)
    assert not contains_identity(value)


@pytest.mark.parametrize(
    "value",
    [
        "2024-01-15/2024-06-30",
        "1990/01/15-1990/06/30",
        "1990/01/15/1990/06/30",
        "20240630/1300",
        "1990-01-15/1990-06-30",
        "Dnr 2024/0112-1234",
    ],
)
def test_dates_divided_by_slashes_pass(value):
    assert not contains_identity(value, aven_snedstreck=True)
