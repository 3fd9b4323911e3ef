"""New pairs: found in AWS, or listed in a table, and written as definitions that the rest of vaer takes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from harness import ARTIFACT, ROOT, binary

SFO = ("eni-071b4d6cbf57de651", "eni-0847da0f62b486046", "i-045ebd27124159b6d", "i-09ff574d23245419a")
LOGINS = 'vaer 1\n\ncredentials "china" { profile = cn-net }\n\ncredentials "broken" { profile = nobody }\n'


@pytest.fixture
def folder(vaer, tmp_path):
    """A folder with logins and no pair yet."""
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "logins.vaer").write_text(LOGINS)
    vaer.pairs = folder
    return folder


def found(vaer, *arguments: str) -> dict[str, dict]:
    run = vaer("discover", *arguments, "-o", "json")
    return {f["vpc"]: f for f in run.json["findings"]}


def test_what_is_found_becomes_definitions_that_check_format_and_plan_take(vaer, aws, folder):
    before = len([c for c in aws.calls() if c["mutating"]])
    run = vaer.ok("discover", "--regions", "all", "--write", str(folder))
    assert run.out.startswith("3 new pairs (3 of high confidence)"), run.out
    assert sorted(p.name for p in folder.iterdir()) == [
        "fra-edge.vaer", "logins.vaer", "sfo-edge.vaer", "sfo-lab.vaer"]  # fmt: skip
    text = (folder / "sfo-edge.vaer").read_text()
    assert all(f"{word}" in text for word in SFO) and "protect" not in text
    assert vaer.ok("check").err.strip().endswith("4 files, 3 pairs: no errors")
    vaer.ok("fmt", "--check")
    assert vaer.ok("plan").out.startswith("3 pairs to create")
    assert len([c for c in aws.calls() if c["mutating"]]) == before
    # Again: nothing is proposed or written a second time, and what a person wrote stays.
    (folder / "sfo-edge.vaer").write_text(text + "# mine\n")
    again = vaer.ok("discover", "--regions", "all", "--write", str(folder))
    assert again.out.startswith("0 new pairs, 3 defined already")
    assert (folder / "sfo-edge.vaer").read_text().endswith("# mine\n")


def test_the_first_definitions_need_no_folder_yet(vaer, tmp_path):
    vaer.pairs = tmp_path / "made" / "by" / "vaer"
    run = vaer.ok("discover", "--regions", "eu-central-1", "--write", str(vaer.pairs))
    assert [p.name for p in vaer.pairs.iterdir()] == ["fra-edge.vaer"] and "run 'vaer check'," in run.err
    vaer.pairs = tmp_path / "nowhere"
    run = vaer("discover", "--regions", "eu-central-1", "--write", str(tmp_path / "other"))
    assert run.status == 65 and not (tmp_path / "other").exists()


def test_each_login_sees_its_own_partition_and_one_that_fails_hides_no_other(vaer, folder):
    run = vaer("discover", "--regions", "all", "--credentials", "*", "-o", "json")
    assert run.status == 3
    assert {(f["pair"], f["region"], f["credentials"]) for f in run.json["findings"]} == {
        ("zhy-edge", "cn-northwest-1", "china")
    }
    assert [u["credentials"] for u in run.json["unread"]] == ["broken"]
    assert "profile 'nobody'" in run.err
    run = vaer("discover", "--regions", "us-west-1,cn-north-1", "-o", "json")
    assert run.status == 3 and [u["region"] for u in run.json["unread"]] == ["cn-north-1"]
    assert len(run.json["findings"]) == 2


def test_a_region_that_fails_hides_no_other(vaer, aws, folder):
    aws.control("faults", {"service": "ec2", "action": "DescribeRouteTables", "region": "us-west-1", "fault": "denied"})
    try:
        run = vaer("discover", "--regions", "all")
    finally:
        aws.control("faults", method="DELETE")
    assert run.status == 3 and "fra-edge" in run.out and "sfo-edge" not in run.out
    assert "us-west-1" in run.err and "ec2:DescribeRouteTables" in run.err


def test_tags_and_images_narrow_down_and_a_file_is_never_overwritten(vaer, aws, folder):
    ec2 = aws.client("ec2", "us-west-1")
    ec2.create_tags(Resources=list(SFO[2:]), Tags=[{"Key": "Role", "Value": "ed*ge"}])
    findings = found(vaer, "--regions", "us-west-1", "--tag", "Role=ed*ge")
    assert [f["pair"] for f in findings.values() if f["state"] == "new"] == ["sfo-edge"]
    assert not any(f["state"] == "new" for f in found(vaer, "--regions", "us-west-1", "--tag", "Role=ed?ge").values())
    assert not any(f["state"] == "new" for f in found(vaer, "--regions", "us-west-1", "--image", "ami-0").values())
    (folder / "sfo-edge.vaer").write_text("vaer 1\n")
    run = vaer("discover", "--regions", "us-west-1", "--tag", "Role", "--write", str(folder))
    assert run.status == 3 and "is there already, and stays as it is" in run.err
    assert (folder / "sfo-edge.vaer").read_text() == "vaer 1\n"


def test_every_page_of_route_tables_is_read(vaer, aws, folder):
    ec2 = aws.client("ec2", "us-west-1")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    for _ in range(110):
        ec2.create_route_table(VpcId=vpc)
    before = len(aws.calls())
    assert {f["pair"] for f in found(vaer, "--regions", "us-west-1").values()} >= {"sfo-edge", "sfo-lab"}
    reads = [c for c in aws.calls()[before:] if c["action"] == "DescribeRouteTables"]
    assert len(reads) == 2


def test_bad_options_are_told(vaer, folder):
    for arguments, words in (
        (["--regions", "us-wets-1"], "did you mean 'us-west-1'?"),
        (["--regions", "moon"], "'moon' is no region"),
        (["--regions", "all", "--credentials", "chian"], "did you mean 'china'?"),
        (["--regions", "all", "--image", "x"], "'x' is no image"),
        (["--regions", "all", "--tag", "=x"], "'=x' is no tag"),
    ):
        run = vaer("discover", *arguments)
        assert run.status == 64 and words in run.err, run.err


TABLE = f"""pair,region,a-eni,b-eni,a-instance,b-instance,credentials,email,destinations
sfo-edge,us-west-1,{SFO[0]},{SFO[1]},,,,netops@example.com,10.0.0.0/16 1.1.1.1/32
sfo-lab,,eni-0738635da7b462fec,,,i-07b5d13883607188a,,,
zhy-edge,,,,i-04a2cf3fc8a23d43b,i-0eaf9a0bd4d97a8b4,china,,
"""


def test_a_table_becomes_definitions_once_every_row_is_good(vaer, aws, folder, tmp_path):
    china = aws.client("ec2", "cn-northwest-1", "111122223333").describe_instances()["Reservations"]
    ids = sorted(i["InstanceId"] for r in china for i in r["Instances"])
    table = tmp_path / "pairs.csv"
    good = TABLE.replace("i-04a2cf3fc8a23d43b", ids[0]).replace("i-0eaf9a0bd4d97a8b4", ids[1])
    table.write_text(good)
    run = vaer.ok("onboard", str(table))
    assert run.out.startswith("3 rows, 3 good\n") and "run again with --yes" in run.err
    assert [p.name for p in folder.iterdir()] == ["logins.vaer"]
    bad = good + "next,us-west-1,eni-00000001,eni-00000002,,,,,\nshort,us-west-1\nquote,\"x\n"
    table.write_text(bad)
    run = vaer("onboard", str(table), "--yes")
    assert run.status == 65 and [p.name for p in folder.iterdir()] == ["logins.vaer"]
    assert f"{table}:6:7: error: this row has 2 fields, the header 9" in run.err
    assert f"{table}:7:7: error: this quote is never closed" in run.err
    table.write_text(bad.rsplit("quote", 1)[0])
    run = vaer("onboard", str(table), "--yes", "--keep-going")
    assert run.status == 3 and run.out.startswith("5 rows, 3 good, 2 bad, 3 written")
    assert f"{table}:5:16: error: eni-00000001 does not exist in us-west-1 of 731262942057" in run.err
    assert "email = [netops@example.com]" in (folder / "sfo-edge.vaer").read_text()
    assert "credentials = china" in (folder / "zhy-edge.vaer").read_text()
    vaer.ok("check")
    vaer.ok("fmt", "--check")
    assert vaer.ok("plan").out.startswith("3 pairs to create")


def test_a_table_meets_the_definitions_that_there_are(vaer, folder, tmp_path):
    (folder / "all.vaer").write_text('vaer 1\n\ntemplate "t" { credentials = china }\n')
    table = tmp_path / "pairs.csv"
    table.write_text(f"pair,region,a-eni,b-eni,template\nx,us-west-1,{SFO[0]},{SFO[1]},t\n")
    run = vaer("onboard", str(table))
    assert run.status == 65 and "give the pair the credentials 'china'" in run.err
    table.write_text(f"pair,region,a-eni,b-eni,template\nx,us-west-1,{SFO[0]},{SFO[1]},tt\n")
    run = vaer("onboard", str(table))
    assert run.status == 65 and "there is no template 'tt'" in run.err and "did you mean 't'?" in run.err


def test_a_thousand_rows_take_a_few_calls(vaer, aws, folder, tmp_path):
    rows = [f"x{n},us-west-1,eni-{n:08x},eni-{n + 5000:08x}" for n in range(1, 1000)]
    table = tmp_path / "pairs.csv"
    table.write_text("\n".join(["pair,region,a-eni,b-eni", *rows, f"sfo,us-west-1,{SFO[0]},{SFO[1]}"]) + "\n")
    before = len(aws.calls())
    run = vaer("onboard", str(table), "--yes", "--keep-going")
    assert run.status == 3 and run.out.startswith("1000 rows, 1 good, 999 bad, 1 written")
    # 2,000 interfaces at 180 a call, once as attached and once as loose, and the login.
    assert len(aws.calls()) - before <= 2 * 12 + 1


def test_the_onboarding_drill_finds_every_pair_and_nothing_else():
    """The drill of contrib with a few pairs: discover, check, fmt, preflight and plan."""
    run = subprocess.run(
        [sys.executable, str(ROOT / "contrib" / "onboarding_drill.py"), "--pairs", "20", "--accounts", "10"]
        + ["--vaer", str(binary()), "--artifact", str(ARTIFACT)],
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "20 pairs in 10 accounts" in run.stdout
