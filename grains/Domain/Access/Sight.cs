using System.Collections.Immutable;
using Orleans;

namespace RiskMonitor.Domain.Access;

/// <summary>What one grant shows of a school.</summary>
/// <param name="IsWall">A screen on a wall: every alert, masked, and no way into a case.</param>
/// <param name="Case">The one pupil it is about; null: all of those years.</param>
public readonly record struct SightLine(bool IsWall, YearGroups Years, Areas Areas, CaseMark? Case = null)
{
    public static SightLine Wall { get; } = new(true, YearGroups.All, Areas.None);

    /// <summary>Whether it makes no difference which pupil is asked about.</summary>
    public bool IsOfAllPupils => Years.IsAll && Case is null;

    public bool Covers(PupilFacts pupil) => !IsWall && Years.Covers(pupil.Year) && (Case is not { } own || pupil.Has(own));

    public override string ToString() => $"{(IsWall ? "wall" : "desk")}:{Years}:{Areas}{(Case is { } own ? $":{own}" : "")}";
}

/// <summary>A pupil, as far as it decides who may see them.</summary>
/// <param name="Year">The year group, where it is known.</param>
/// <param name="Cases">The marks of all records that the school has of the child, the one asked about first: who was given one of them was given the child.</param>
[GenerateSerializer, Immutable, Alias("PupilFacts")]
public readonly record struct PupilFacts([property: Id(0)] int? Year, [property: Id(1)] ImmutableArray<CaseMark> Cases)
{
    /// <summary>Somebody of whom nothing is known.</summary>
    public static PupilFacts Unknown { get; } = new(null, []);

    public bool Has(CaseMark mark) => !Cases.IsDefault && Cases.Contains(mark);
}

/// <summary>What an alert is about, as far as it decides who may see it.</summary>
/// <param name="Pupil">Null: it is about a school or a trust as a whole.</param>
/// <param name="Categories">Every category of the concerns it was drawn from; null: it was drawn from something else, or nobody can tell.</param>
public readonly record struct AlertFacts(RuleId Rule, PupilFacts? Pupil, ImmutableArray<string>? Categories);

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

    /// <summary>Whether it makes no difference which pupil is asked about.</summary>
    public bool IsSameForAllPupils => lines.All(line => line.IsOfAllPupils);

    public bool CoversAllPupils => lines.Any(line => !line.IsWall && line.IsOfAllPupils);

    /// <summary>What is seen of a pupil; null: there is no such pupil for whoever asks.</summary>
    public Areas? OfPupil(PupilFacts pupil)
    {
        Areas? seen = null;
        foreach (var line in lines)
        {
            if (line.Covers(pupil))
                seen = (seen ?? Areas.None).With(line.Areas);
        }

        return seen;
    }

    /// <summary>How an alert is shown: not at all, as on a wall, or to be opened.</summary>
    public Clearance Of(AlertFacts alert)
    {
        // A school's own alert is about all its pupils.
        var areas = alert.Pupil is { } pupil ? OfPupil(pupil) : CoversAllPupils ? OfPupil(PupilFacts.Unknown) : null;
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
        : ConcernRules.CountsConcerns(alert.Rule) || ConcernRules.IsOfStatus(alert.Rule) ? seen.HasAllConcerns
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
        ["desk", var years, var areas, var mark] when YearGroups.Parse(years) is { } of && Areas.Parse(areas) is { } seen && CaseMark.Parse(mark) is { } one => new SightLine(false, of, seen, one),
        _ => throw new FormatException("It is no line of what somebody may see."),
    };
}
