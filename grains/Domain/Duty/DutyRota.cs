using System.Collections.Immutable;
using Orleans;

namespace RiskMonitor.Domain.Duty;

/// <summary>Who is on duty on a day, who deputises, and who is the head: opaque staff ids. Null: nobody is named, so everybody with that role is asked.</summary>
[GenerateSerializer, Immutable, Alias("DutyDay")]
public sealed record DutyDay([property: Id(0)] string? OnDuty = null, [property: Id(1)] string? Deputy = null, [property: Id(2)] string? Head = null)
{
    /// <summary>Whom a step of the escalation ladder asks: 0 the person on duty, 1 the deputy, and from 2 on the head.</summary>
    public string? Asked(int step) => step switch { 0 => OnDuty, 1 => Deputy, _ => Head };

    internal DutyDay Over(DutyDay usual) => new(OnDuty ?? usual.OnDuty, Deputy ?? usual.Deputy, Head ?? usual.Head);
}

/// <summary>A day that is not as usual; whoever is not named in it is as usual.</summary>
[GenerateSerializer, Immutable, Alias("SpecialDuty")]
public sealed record SpecialDuty([property: Id(0)] DateOnly Date, [property: Id(1)] DutyDay Day);

/// <summary>A school's duties: a week that repeats, and the dates on which it is otherwise.</summary>
[GenerateSerializer, Immutable, Alias("DutyRota")]
public sealed record DutyRota
{
    public const int MostExceptions = 400;

    public static DutyRota Empty { get; } = new();

    /// <summary>Monday first; shorter than seven: nobody is named on the days that are missing.</summary>
    [Id(0)] public ImmutableArray<DutyDay> Week { get; init; } = [];

    /// <summary>In order of their dates, one a date.</summary>
    [Id(1)] public ImmutableArray<SpecialDuty> Exceptions { get; init; } = [];

    public DutyDay On(DateOnly date)
    {
        var index = ((int)date.DayOfWeek + 6) % 7;
        var usual = index < Week.Length ? Week[index] : new DutyDay();
        return Exceptions.FirstOrDefault(each => each.Date == date) is { } exception ? exception.Day.Over(usual) : usual;
    }

    /// <summary>What is wrong with it, naming the field; null when it can be kept.</summary>
    public string? Fault()
    {
        if (Week.Length > 7) return "week: has more than seven days.";
        if (Exceptions.Length > MostExceptions) return $"exceptions: are more than {MostExceptions}.";
        if (Exceptions.GroupBy(each => each.Date).FirstOrDefault(same => same.Count() > 1) is { } twice) return $"exceptions: {twice.Key:yyyy-MM-dd} is there twice.";
        return Named.Any(id => id.Length > 256) ? "week: a staff id is longer than 256 characters." : null;
    }

    public IEnumerable<string> Named => Week.Concat(Exceptions.Select(each => each.Day)).SelectMany(day => new[] { day.OnDuty, day.Deputy, day.Head }).OfType<string>();
}
