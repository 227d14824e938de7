using System.Globalization;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>Which of a pupil's sessions of the last four weeks have a mark: two bits a day, so that a large school's fit into the feed's memory.</summary>
internal readonly record struct KnownSessions(int FirstDay, ulong Bits)
{
    public const int Days = 28;

    public static KnownSessions Parse(string? text)
    {
        var parts = text?.Split(':');
        return parts is { Length: 2 }
            ? new KnownSessions(int.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            : default;
    }

    /// <summary>The same, of the four weeks that begin on a day; what lies before is forgotten.</summary>
    public KnownSessions From(DateOnly firstDay)
    {
        var days = firstDay.DayNumber - FirstDay;
        return new KnownSessions(firstDay.DayNumber, days is < 0 or >= Days ? 0 : Bits >> (2 * days));
    }

    /// <summary>A session outside the four weeks is not kept.</summary>
    public KnownSessions With(SchoolSession session, bool isKnown = true) => Bit(session) is not { } bit ? this
        : this with { Bits = isKnown ? Bits | bit : Bits & ~bit };

    public bool Has(SchoolSession session) => Bit(session) is { } bit && (Bits & bit) != 0;

    public IEnumerable<SchoolSession> All()
    {
        for (var index = 0; index < 2 * Days; index++)
        {
            if ((Bits >> index & 1) != 0)
                yield return new SchoolSession(DateOnly.FromDayNumber(FirstDay + (index / 2)), index % 2 == 0 ? Session.AM : Session.PM);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{FirstDay}:{Bits:x}");

    private ulong? Bit(SchoolSession session)
    {
        var day = session.Date.DayNumber - FirstDay;
        return day is < 0 or >= Days ? null : 1UL << ((2 * day) + (session.Session == Session.PM ? 1 : 0));
    }
}
