using RiskMonitor.Domain.Windows;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Demo;

/// <summary>
/// Writes every mark of a pupil by a two-state renewal process: present until an absence starts, absent for its length; one may follow another.
/// Reproduces national rates of absence and persistent absence (secondary about 8.6 % and 23 %, primary about 5.4 % and 14 %).
/// </summary>
internal sealed class AttendanceGenerator(
    DemoSchool school, DemoCalendar calendar, RegisterTimes registers, UpstreamSchool upstream, int seed)
{
    private const int Purpose = 3;
    private readonly double[] _pressure = [.. calendar.Days.Select(calendar.Pressure)];
    private readonly byte _present = upstream.Codes.IndexOf("/");
    private readonly byte _presentAfternoon = upstream.Codes.IndexOf("\\");
    private readonly byte _late = upstream.Codes.IndexOf("L");
    private readonly byte _noReason = upstream.Codes.IndexOf("N");

    /// <param name="suspended">The sessions from which the pupil is suspended.</param>
    public void Write(DemoPupil pupil, MarkStory? story, IReadOnlySet<int> suspended)
    {
        var draw = new SeededDraw(seed, Purpose, school.Number, pupil.Record);
        var hazard = pupil.AbsenceRate / ((1 - pupil.AbsenceRate) * AbsencePattern.MeanLength);
        var lateness = school.Rates.LateShare * draw.Gamma(0.6) / 0.6;
        var isSeldomReported = draw.Chance(0.25);
        var left = 0;
        Absence? absence = null;
        for (var session = pupil.FirstDay * 2; session <= (pupil.LastDay * 2) + 1; session++)
        {
            if (left == 0 && draw.Chance(hazard * _pressure[session / 2]))
            {
                absence = Begin(session, isSeldomReported, draw);
                left = absence.Sessions;
            }

            var isAbsent = left > 0;
            left = Math.Max(0, left - 1);
            if (story?.Covers(session) == true)
                WriteTold(pupil, session, story.Of(session));
            else if (suspended.Contains(session))
                Add(pupil, session, upstream.Codes.IndexOf("E"), registers.Of(pupil.Class, session));
            else if (isAbsent)
                WriteAbsent(pupil, session, absence!);
            else
                WritePresent(pupil, session, lateness, draw);
        }
    }

    private Absence Begin(int session, bool isSeldomReported, SeededDraw draw)
    {
        var inTheMorning = session % 2 == 0;
        var length = AbsencePattern.Length(draw);
        var code = AbsencePattern.Code(length, inTheMorning, isSeldomReported, draw);
        var (days, minutes) = AbsencePattern.Known(code, inTheMorning, draw);
        var day = (session / 2) + days;
        var known = days < 0 ? DateTimeOffset.MinValue : day < calendar.Days.Count ? registers.At(day, minutes) : DateTimeOffset.MaxValue;
        return new Absence(length, code, known);
    }

    private void WriteAbsent(DemoPupil pupil, int session, Absence absence)
    {
        var sent = registers.Of(pupil.Class, session);
        var code = upstream.Codes.IndexOf(absence.Code);
        if (absence.KnownAt <= sent)
        {
            Add(pupil, session, code, sent);
            return;
        }

        var mark = Add(pupil, session, _noReason, sent);
        if (absence.KnownAt < DateTimeOffset.MaxValue)
            Change(mark, pupil, session, code, absence.KnownAt, absence.Code == "U" ? 40 : 0);
    }

    private void WritePresent(DemoPupil pupil, int session, double lateness, SeededDraw draw)
    {
        var sent = registers.Of(pupil.Class, session);
        var inTheMorning = session % 2 == 0;
        var present = inTheMorning ? _present : _presentAfternoon;
        var chance = draw.Unit();
        if (inTheMorning && chance < lateness)
        {
            var minutes = draw.Between(3, 28);
            if (chance > lateness / 2)
                Add(pupil, session, _late, sent, minutes);
            else
                Change(Add(pupil, session, _noReason, sent), pupil, session, _late, sent.AddMinutes(draw.Between(2, 25)), minutes);
        }
        else if (chance > 0.997)
        {
            // Overlooked in the classroom, found by the office.
            Change(Add(pupil, session, _noReason, sent), pupil, session, present, sent.AddMinutes(draw.Between(12, 80)), 0);
        }
        else
        {
            Add(pupil, session, present, sent);
        }
    }

    private void WriteTold(DemoPupil pupil, int session, MarkStep[]? steps)
    {
        var sent = registers.Of(pupil.Class, session);
        if (steps is null)
        {
            Add(pupil, session, session % 2 == 0 ? _present : _presentAfternoon, sent);
            return;
        }

        var mark = Add(pupil, session, upstream.Codes.IndexOf(steps[0].Code), steps[0].At ?? sent, steps[0].MinutesLate);
        foreach (var step in steps.Skip(1))
            Change(mark, pupil, session, upstream.Codes.IndexOf(step.Code), step.At ?? sent, step.MinutesLate);
    }

    private int Add(DemoPupil pupil, int session, byte code, DateTimeOffset at, int minutesLate = 0) =>
        upstream.Marks.Add(Row(pupil, session, code, minutesLate), at);

    private void Change(int mark, DemoPupil pupil, int session, byte code, DateTimeOffset at, int minutesLate) =>
        upstream.Marks.Revise(mark, Row(pupil, session, code, minutesLate), at);

    private MarkRow Row(DemoPupil pupil, int session, byte code, int minutesLate) =>
        new(pupil.Record, calendar.Days[session / 2].DayNumber, (Session)(session % 2), code, (byte)minutesLate);
}
