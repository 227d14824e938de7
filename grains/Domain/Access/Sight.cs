using System.Collections.Immutable;

namespace RiskMonitor.Domain.Access;

/// <summary>What one grant shows of a school.</summary>
/// <param name="IsWall">A screen on a wall: every alert, masked, and no way into a case.</param>
public readonly record struct SightLine(bool IsWall, YearGroups Years, Areas Areas)
{
    public static SightLine Wall { get; } = new(true, YearGroups.All, Areas.None);

    public override string ToString() => $"{(IsWall ? "wall" : "desk")}:{Years}:{Areas}";
}

/// <summary>What an alert is about, as far as it decides who may see it.</summary>
/// <param name="IsOfPupil">False: about a school or a trust as a whole.</param>
/// <param name="Year">The pupil's year group, where it is known.</param>
/// <param name="Categories">Every category of the concerns it was drawn from; null: it was drawn from something else, or nobody can tell.</param>
public readonly record struct AlertFacts(RuleId Rule, bool IsOfPupil, int? Year, ImmutableArray<string>? Categories);

/// <summary>
/// What somebody may see of a school: one line for each of their grants that allow it, together. The same question is asked of everything
/// that is listed and of everything that is opened, so that both agree. Equal when the text is.
/// </summary>
public sealed class Sight : IEquatable<Sight>
{
    private readonly ImmutableArray<SightLine> lines;

    private Sight(ImmutableArray<SightLine> lines) => (this.lines, Text) = (lines, string.Join(';', lines));

    public static Sight None { get; } = new([]);

    /// <summary>Everything there is.</summary>
    public static Sight Everything { get; } = Of([new SightLine(false, YearGroups.All, Areas.All)]);

    /// <summary>In an order of its own, so that equal sights have equal texts.</summary>
    public string Text { get; }

    public static Sight Of(IEnumerable<SightLine> lines) => new([.. lines.Distinct().OrderBy(line => line.ToString(), StringComparer.Ordinal)]);

    /// <summary>What was stored by <see cref="Text"/>.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Sight Parse(string text) => text.Length == 0 ? None : Of(text.Split(';').Select(LineOf));

    /// <summary>What a clearance showed before grants were narrower than roles.</summary>
    public static Sight Of(Clearance clearance) => clearance switch
    {
        Clearance.Full => Everything,
        Clearance.Attendance => Of([new SightLine(false, YearGroups.All, Areas.Conduct)]),
        Clearance.Wall => Of([SightLine.Wall]),
        _ => None,
    };

    /// <summary>The most that is shown of anything.</summary>
    public Clearance Clearance => Seen(lines);

    /// <summary>Whether the year group of a pupil makes no difference.</summary>
    public bool IsSameForAllPupils => lines.All(line => line.Years.IsAll);

    public bool CoversAllYears => lines.Any(line => !line.IsWall && line.Years.IsAll);

    /// <summary>What is seen of a pupil of this year; null: there is no such pupil for whoever asks.</summary>
    public Areas? OfPupil(int? year)
    {
        Areas? seen = null;
        foreach (var line in lines)
        {
            if (!line.IsWall && line.Years.Covers(year))
                seen = (seen ?? Areas.None).With(line.Areas);
        }

        return seen;
    }

    /// <summary>How an alert is shown: not at all, as on a wall, or to be opened.</summary>
    public Clearance Of(AlertFacts alert)
    {
        // A school's own alert is about all its years.
        var areas = alert.IsOfPupil ? OfPupil(alert.Year) : CoversAllYears ? OfPupil(null) : null;
        if (areas is { } seen && IsShown(alert, seen))
            return seen.HasAllConcerns && seen.HasConduct ? Clearance.Full : Clearance.Attendance;
        // Whoever works at a desk sees there what their grants say; the wall's masked cards would show them what those hide.
        return areas is null && lines.Contains(SightLine.Wall) ? Clearance.Wall : Clearance.None;
    }

    public bool MaySee(AlertFacts alert) => Of(alert) != Clearance.None;

    public bool Equals(Sight? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as Sight);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static bool IsShown(AlertFacts alert, Areas seen) =>
        ConcernRules.IsOfConcerns(alert.Rule) ? seen.HasAllConcerns || (alert.Categories is { } known && seen.IncludesConcern(known))
        : ConcernRules.CountsConcerns(alert.Rule) ? seen.HasAllConcerns
        : !ConcernRules.IsOfConduct(alert.Rule) || seen.HasConduct;

    private static Clearance Seen(ImmutableArray<SightLine> lines)
    {
        var desks = lines.Where(line => !line.IsWall).ToList();
        return desks.Count > 0 ? desks.Any(line => line.Areas == Areas.All) ? Clearance.Full : Clearance.Attendance
            : lines.IsEmpty ? Clearance.None : Clearance.Wall;
    }

    private static SightLine LineOf(string text) => text.Split(':') switch
    {
        ["wall", "*", "-"] => SightLine.Wall,
        ["desk", var years, var areas] when YearGroups.Parse(years) is { } of && Areas.Parse(areas) is { } seen => new SightLine(false, of, seen),
        _ => throw new FormatException("It is no line of what somebody may see."),
    };
}
