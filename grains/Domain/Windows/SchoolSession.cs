using Orleans;

namespace RiskMonitor.Domain.Windows;

/// <summary>Half a school day, as the register knows it.</summary>
public enum Session
{
    AM = 0,
    PM = 1,
}

/// <summary>One session of one school date. Ordered as it happens: date first, morning before afternoon.</summary>
[GenerateSerializer, Immutable, Alias("SchoolSession")]
public readonly record struct SchoolSession([property: Id(0)] DateOnly Date, [property: Id(1)] Session Session) : IComparable<SchoolSession>
{
    public int CompareTo(SchoolSession other) =>
        Date == other.Date ? Session.CompareTo(other.Session) : Date.CompareTo(other.Date);

    public override string ToString() => $"{Date:yyyy-MM-dd} {Session}";

    public static bool operator <(SchoolSession left, SchoolSession right) => left.CompareTo(right) < 0;

    public static bool operator >(SchoolSession left, SchoolSession right) => left.CompareTo(right) > 0;

    public static bool operator <=(SchoolSession left, SchoolSession right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SchoolSession left, SchoolSession right) => left.CompareTo(right) >= 0;
}
