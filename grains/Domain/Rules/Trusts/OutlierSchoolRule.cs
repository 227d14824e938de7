using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>TRU-01: one school of a trust is far from what the trust's schools are together, for better or worse.</summary>
internal sealed class OutlierSchoolRule(RuleSettings settings) : SchoolRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("TRU-01"),
        Version = 1,
        Title = "Outlier school",
        Sentence = $"In this term a school's share of pupils suspended, with a concern, with a child-on-child concern or persistently absent lies more than {settings.OutlierStandardErrors.ToString(CultureInfo.InvariantCulture)} standard errors from the trust's (99.8 % limits), with at least {settings.OutlierPupils} pupils at each of at least {settings.OutlierSchools} schools.",
        Basis = "Keeping children safe in education: trustees have strategic oversight of safeguarding. Funnel limits as usual in public statistics.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        ClearedBy = "The school is inside the limits again; the next term, which counts afresh.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Register.Figures];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at)
    {
        var schools = at.Schools().Where(school => school.Roll >= settings.OutlierPupils).ToImmutableArray();
        if (schools.Length < settings.OutlierSchools)
            return [RuleOutcome.CannotTell($"{schools.Length} schools with at least {settings.OutlierPupils} pupils have lent their figures; {settings.OutlierSchools} are needed")];
        var calendar = at.TrustCalendar();
        var from = BeginningOf(calendar, at.Today);
        var names = schools.SelectMany(school => school.Measures).Select(measure => measure.Name).Distinct().Order(StringComparer.Ordinal);
        return names.SelectMany(name => OfMeasure(name, [.. schools.Select(school => new Share(school, name, at.Today))], from, at.Today, calendar.DaysOf(null)));
    }

    private IEnumerable<FacetOutcome> OfMeasure(string name, ImmutableArray<Share> shares, DateOnly from, DateOnly today, SchoolDays days)
    {
        var steps = shares.SelectMany(share => share.Since).Where(date => date > from).Append(from).ToList();
        foreach (var share in shares)
        {
            var walk = DateWalk.Of(days, today, steps, date => IsOutside(share, shares, date), date => !IsOutside(share, shares, date));
            Verdict verdict = walk.Episodes.IsOpen
                ? new Fired(new Episode(walk.Episodes.RaisedOn, Severity.Medium, EvidenceOf(name, share, shares, from, today)))
                : new Quiet($"{share.CountBy(today)} of {share.Roll} pupils, inside the trust's limits");

            // What was so last term ended with it: this one is counted from its first day.
            yield return new($"{share.School}/{name}", new RuleOutcome(verdict, walk.Episodes.LastClearedOn ?? from) { Past = walk.Episodes.Past });
        }
    }

    private bool IsOutside(Share share, ImmutableArray<Share> all, DateOnly date)
    {
        var (low, high) = Limits(share, all, date);
        return share.CountBy(date) < low || share.CountBy(date) > high;
    }

    /// <summary>In pupils of the school.</summary>
    private (double Low, double High) Limits(Share share, ImmutableArray<Share> all, DateOnly date)
    {
        double n = share.Roll;
        var p = (double)all.Sum(each => each.CountBy(date)) / all.Sum(each => each.Roll);
        var spread = settings.OutlierStandardErrors * Math.Sqrt(n * p * (1 - p));
        return ((n * p) - spread, (n * p) + spread);
    }

    private Evidence EvidenceOf(string name, Share share, ImmutableArray<Share> all, DateOnly from, DateOnly today)
    {
        var (low, high) = Limits(share, all, today);
        var count = share.CountBy(today);
        return new()
        {
            Count = count,
            Threshold = Math.Round((decimal)(count < low ? low : high), 1),
            WindowFrom = from,
            WindowTo = today,
            Measures =
            [
                new("onRoll", share.Roll), new("lowerLimit", Math.Round((decimal)Math.Max(0, low), 1)), new("upperLimit", Math.Round((decimal)high, 1)),
                new("trustCount", all.Sum(each => each.CountBy(today))), new("trustOnRoll", all.Sum(each => each.Roll)),
            ],
            Items = [new() { Date = today, Id = share.School.Value, Category = name }],
        };
    }

    // As the schools count: of this term, between terms of the one before, without terms of this school year.
    private static DateOnly BeginningOf(SchoolCalendar calendar, DateOnly today) => SchoolTerms.Of(calendar).LastBegunBy(today)?.From ?? SchoolYear.Of(today).From;

    private sealed class Share(SchoolFigures school, string name, DateOnly today)
    {
        internal SchoolId School => school.Of;

        internal int Roll => school.Roll;

        /// <summary>What a school lent last term is not of this one.</summary>
        internal ImmutableArray<DateOnly> Since { get; } =
            [.. (school.Measures.FirstOrDefault(measure => measure.Name == name)?.Since ?? []).Where(date => date >= BeginningOf(school.Calendar is { } calendar ? SchoolCalendar.From(calendar) : SchoolCalendar.Empty, today))];

        internal int CountBy(DateOnly date) => Since.Count(since => since <= date);
    }
}
