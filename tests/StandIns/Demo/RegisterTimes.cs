using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Demo;

/// <summary>When each class's register is sent in, session by session. A session is a position: twice the day's, plus one in the afternoon.</summary>
internal sealed class RegisterTimes
{
    private const int Purpose = 2;
    private readonly long[][] _sent;
    private readonly long[] _midnight;

    public RegisterTimes(DemoSchool school, DemoCalendar calendar, int seed)
    {
        _midnight = [.. calendar.Days.Select(day => London.At(day, default).UtcTicks)];
        var classes = school.Years.Sum(year => year.Classes);
        _sent = new long[classes][];
        for (var form = 0; form < classes; form++)
        {
            var draw = new SeededDraw(seed, Purpose, school.Number, form);
            _sent[form] = new long[calendar.Days.Count * 2];
            for (var session = 0; session < _sent[form].Length; session++)
                _sent[form][session] = Clock(session / 2, session % 2 == 0 ? Morning(draw) : Afternoon(draw));
        }
    }

    public DateTimeOffset Of(int form, int session) => new(_sent[form][session], TimeSpan.Zero);

    /// <summary>The register comes in at another time than it would have.</summary>
    public void Delay(int form, int session, TimeOnly until) => _sent[form][session] = Clock(session / 2, until.ToTimeSpan().TotalMinutes);

    /// <summary>A London wall time of one of the demo's days.</summary>
    public DateTimeOffset At(int day, double minutes) => new(Clock(day, minutes), TimeSpan.Zero);

    // School days are never the night of a clock change, so midnight's offset holds all day.
    private long Clock(int day, double minutes) => _midnight[day] + ((long)(minutes * 60) * TimeSpan.TicksPerSecond);

    // 08:45 to 09:15, one in twenty up to ten minutes later.
    private static double Morning(SeededDraw draw) =>
        (8 * 60) + 45 + (15 * (draw.Unit() + draw.Unit())) + (draw.Chance(0.05) ? 10 * draw.Unit() : 0);

    // 13:05 to 13:28.
    private static double Afternoon(SeededDraw draw) => (13 * 60) + 5 + (11.5 * (draw.Unit() + draw.Unit()));
}
