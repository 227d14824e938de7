using System.Collections.Immutable;
using CsCheck;
using RiskMonitor.Domain.Access;

namespace RiskMonitor.Domain.Tests.Grants;

/// <summary>What any set of grants shows of any pupil and alert: two years, two pupils, few areas, so that they meet.</summary>
public sealed class SightLaws
{
    private static readonly Gen<CaseMark> AnyMark = Gen.Int[0, 2].Select(digit => new CaseMark(new string((char)('0' + digit), 2 * CaseMark.Bytes)));

    private static readonly Gen<YearGroups> AnyYears = Of("*", "9", "10", "9,10").Select(text => YearGroups.Parse(text)!.Value);

    private static readonly Gen<Areas> AnyAreas = Of("*", "-", "conduct", "neglect", "bullying,neglect", "bullying,conduct").Select(text => Areas.Parse(text)!.Value);

    private static readonly Gen<SightLine> AnyDesk = Gen.Select(AnyYears, AnyAreas, Gen.Bool, AnyMark, (years, areas, isOfOne, mark) => new SightLine(false, years, areas, isOfOne ? mark : null));

    private static readonly Gen<PupilFacts> AnyPupil = Gen.Select(
        Of<int?>(9, 10, null), AnyMark.Array[0, 2], (year, marks) => new PupilFacts(year, [.. marks.Distinct()]));

    private static readonly Gen<AlertFacts> AnyAlert = Gen.Select(
        Of("ATT-04", "ATT-08", "BEH-01", "SG-02", "SCH-01", "SCH-08"), AnyPupil, Of("neglect", "bullying", "bullying neglect", ""),
        (rule, pupil, categories) => new AlertFacts(
            new RuleId(rule), rule.StartsWith("SCH", StringComparison.Ordinal) ? null : pupil, categories.Length == 0 ? null : [.. categories.Split(' ')]));

    [Fact]
    public void What_is_stored_of_it_is_read_back_as_it_was() => Gen.Select(AnyDesk.Array[0, 4], Gen.Bool).Sample((lines, hasWall) =>
    {
        var sight = Sight.Of(hasWall ? [.. lines, SightLine.Wall] : lines);

        Assert.Equal(sight, Sight.Parse(sight.Text));
    });

    [Fact]
    public void Another_grant_never_shows_less() => Gen.Select(AnyDesk.Array[0, 3], AnyDesk, AnyAlert, AnyPupil).Sample((lines, another, alert, pupil) =>
    {
        var (before, after) = (Sight.Of(lines), Sight.Of([.. lines, another]));

        Assert.True(after.Of(alert) >= before.Of(alert));
        Assert.True(before.OfPupil(pupil) is not { } seen || after.OfPupil(pupil)!.Value.Includes(seen));
    });

    [Fact]
    public void A_grant_over_one_case_shows_of_that_pupil_what_it_would_without_and_of_all_others_nothing() =>
        Gen.Select(AnyYears, AnyAreas, AnyMark, AnyAlert).Sample((years, areas, mark, alert) =>
        {
            var (whole, one) = (Sight.Of([new SightLine(false, years, areas)]), Sight.Of([new SightLine(false, years, areas, mark)]));

            var isTheirs = alert.Pupil is { } pupil && pupil.Cases.Contains(mark);

            Assert.Equal(isTheirs ? whole.Of(alert) : Clearance.None, one.Of(alert));
            Assert.Equal(isTheirs ? whole.OfPupil(alert.Pupil!.Value) : null, alert.Pupil is { } of ? one.OfPupil(of) : null);
            Assert.False(one.IsSameForAllPupils || one.CoversAllPupils);
        });

    [Theory]
    [InlineData("*", true)]
    [InlineData("-", false)]
    [InlineData("conduct", false)]
    [InlineData("bullying,neglect", false)]
    public void That_a_pupil_has_a_plan_is_known_to_those_alone_who_see_every_concern(string areas, bool isSeen) =>
        Assert.Equal(isSeen, Sight.Of([new SightLine(false, YearGroups.All, Areas.Parse(areas)!.Value)]).MaySee(new AlertFacts(new RuleId("ATT-08"), PupilFacts.Unknown, null)));

    [Fact]
    public void An_alert_is_listed_only_where_its_pupil_can_be_opened() => Gen.Select(AnyDesk.Array[0, 3], AnyAlert).Sample((lines, alert) =>
    {
        var sight = Sight.Of(lines);

        Assert.True(!sight.MaySee(alert) || alert.Pupil is not { } pupil || sight.OfPupil(pupil) is not null);
    });

    [Fact]
    public void A_pupil_of_whom_nothing_is_known_has_no_case() =>
        Assert.Null(Sight.Of([new SightLine(false, YearGroups.All, Areas.All, new CaseMark(new string('a', 2 * CaseMark.Bytes)))]).OfPupil(default));

    [Theory]
    [InlineData("")]
    [InlineData("aaaa")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("pupil-001-pupil-001-pupil-001-pu")]
    public void What_is_no_mark_names_nobody(string text)
    {
        Assert.Null(CaseMark.Parse(text));
        Assert.Throws<ArgumentException>(() => new CaseMark(text));
    }

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
