namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>SCH-04 and SCH-05: what is not reported, against what pupils say and what peers report.</summary>
internal static class PeerReference
{
    public static IReadOnlyList<Episode> UnderReporting(SchoolView school) => SchoolReference.Walk(
        school,
        date => FarBelowSurvey(school, date) || FarBelowPeers(school, date),
        (raisedOn, date) => school.Calendar.Terms.Where(term => term.From > raisedOn).Select(term => (DateOnly?)term.From).Min() is { } next
            ? date >= next
            : London.SchoolYearOf(date) > London.SchoolYearOf(raisedOn));

    // Between two terms it is as it was on the last date of the one that is over.
    public static Rank UnderReportingSeverity(SchoolView school, Episode open)
    {
        var date = school.Calendar.Terms.Where(term => term.To < school.Today && open.RaisedOn <= term.To).Select(term => (DateOnly?)term.To).Min() ?? school.Today;
        return FarBelowSurvey(school, date) && FarBelowPeers(school, date) ? Rank.High : Rank.Medium;
    }

    public static IReadOnlyList<Episode> NothingReported(SchoolView school) => SchoolReference.Walk(
        school,
        date => ExpectedSinceLast(school, date) >= 3,
        (raisedOn, date) => IsNewYear(school, raisedOn, date) || ChildOnChild(school).Any(concern => raisedOn < concern.Date && concern.Date <= date));

    // 5.0.6: what counts from the start of the year ends with the first session of the next.
    private static bool IsNewYear(SchoolView school, DateOnly raisedOn, DateOnly date) =>
        school.Calendar.SchoolDays.Any(day => day <= date && London.SchoolYearOf(day) > London.SchoolYearOf(raisedOn));

    /// <summary>How many pupils will have told an adult, at the least, by the lower ends of both shares.</summary>
    public static double LeastTold(int headcount, int answered, int experienced, int toldAdult) =>
        experienced == 0 ? 0 : headcount * Statistics.WilsonLow(experienced, answered) * Statistics.WilsonLow(toldAdult, experienced);

    private static bool FarBelowSurvey(SchoolView school, DateOnly date)
    {
        if (school.Calendar.TermOf(date) is not { } term) return false;
        var recorded = ChildOnChild(school).Where(concern => term.From <= concern.Date && concern.Date <= date).Select(concern => concern.Student).Distinct().Count();
        return school.Known.Of("survey", school.School).Any(survey =>
            survey.Text("term") == term.Name && survey.Text("audience") == "pupil" && London.DateOf(survey.RecordedAt) <= date
            && survey.Whole("answered") >= 30 && survey.Whole("answered") * 5 >= survey.Whole("invited")
            && recorded * 2 < LeastTold(school.Roll(date).Count, survey.Whole("answered"), survey.Whole("experienced"), survey.Whole("toldAdult")));
    }

    private static bool FarBelowPeers(SchoolView school, DateOnly date)
    {
        if (school.Calendar.TermOf(date) is not { } term) return false;
        var peers = PeersOf(school).ToList();
        var pupils = peers.Sum(peer => peer.Roll(date).Count);
        if (pupils == 0) return false;
        int In(SchoolView one) => ChildOnChild(one).Count(concern => term.From <= concern.Date && concern.Date <= date);
        return Statistics.PoissonUpTo(In(school), (double)peers.Sum(In) / pupils * school.Roll(date).Count) < 0.001;
    }

    private static double ExpectedSinceLast(SchoolView school, DateOnly date)
    {
        var year = new DateOnly(London.SchoolYearOf(date), 8, 1);
        var pupilDays = PeersOf(school).Sum(peer => (double)peer.Roll(date).Count * peer.Calendar.Between(year.AddDays(-1), date));
        if (pupilDays == 0) return 0;
        var reported = PeersOf(school).Sum(peer => ChildOnChild(peer).Count(concern => year <= concern.Date && concern.Date <= date));
        var last = ChildOnChild(school).Select(concern => concern.Date).Where(day => year <= day && day <= date).Append(year.AddDays(-1)).Max();
        return (double)reported * school.Roll(date).Count * school.Calendar.Between(last, date) / pupilDays;
    }

    private static IEnumerable<SchoolView> PeersOf(SchoolView school) => school.Peers.Where(peer => peer != school.School).Distinct().Select(school.Known.School);

    private static IEnumerable<Concern> ChildOnChild(SchoolView school) => school.Concerns.Where(concern => concern.NamesRoles || concern.Categories.Contains("child-on-child"));
}
