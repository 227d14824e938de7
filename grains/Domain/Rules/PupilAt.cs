using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>One pupil at one instant, as the rules see it: what is known, which date it is, which days the pupil's year group comes in. Lives for one assessment.</summary>
internal sealed class PupilAt
{
    private static readonly Quiet QuietUnread = new("nobody asked why");
    private static readonly CannotTell CannotTellUnread = new("nobody asked why");

    private readonly Chronology _chronology;
    private readonly RuleSettings _settings;

    // A handful at most, looked through in turn.
    private List<(PupilRule Rule, RuleOutcome Outcome)>? _asked;
    private AttendanceSteps? _steps;
    private Spells? _spells;
    private PenaltyWindow? _penalty;
    private DateOnly? _today;
    private SchoolDays? _days;

    internal PupilAt(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, RuleSettings settings, PupilContext? context = null)
    {
        (_chronology, Calendar, AsOf, _settings, Context) = (chronology, calendar, asOf, settings, context ?? PupilContext.None);
        Roll = chronology.Pupil is { } pupil ? new RollFacts(pupil) : null;
    }

    internal StudentId Student => _chronology.Student;

    internal SchoolCalendar Calendar { get; }

    internal DateTimeOffset AsOf { get; }

    /// <summary>What other pupils' records say of this one.</summary>
    internal PupilContext Context { get; }

    /// <summary>The pupil as on roll, as far as a rule may know; null when we have no record of the pupil.</summary>
    internal RollFacts? Roll { get; }

    internal DateTimeOffset? KnownSince => _chronology.KnownSince;

    internal MarkSheet Marks => _chronology.Marks;

    internal CaseFile File => _chronology.File;

    internal DateOnly Today => _today ??= SchoolTime.DateOf(AsOf);

    internal SchoolDays Days => _days ??= Calendar.DaysOf(Roll?.YearGroup);

    /// <summary>Why the attendance rules cannot say anything; null when they can.</summary>
    internal string? Unknown => Roll is null ? "the pupil is not on the roll we have" : Calendar.IsKnown ? null : "the school has sent no calendar";

    /// <summary>Only when nothing is <see cref="Unknown"/>.</summary>
    internal AttendanceSteps Steps => _steps ??= new AttendanceSteps(Marks, Days, Roll!.Value.Joined, Roll.Value.Left is { } left && left < Today ? left : Today);

    /// <summary>Only when nothing is <see cref="Unknown"/>.</summary>
    internal Spells Spells => _spells ??= new Spells(Steps);

    internal PenaltyWindow Penalty => _penalty ??= new PenaltyWindow(Steps, Days, File.Notices, _settings.PenaltySchoolWeeks);

    /// <summary>Whether somebody will read why rules are quiet.</summary>
    internal bool IsExplained { get; init; }

    internal Quiet Quiet([InterpolatedStringHandlerArgument("")] ref Sentence because) => IsExplained ? new(because.ToStringAndClear()) : QuietUnread;

    internal CannotTell CannotTell([InterpolatedStringHandlerArgument("")] ref Sentence because) => IsExplained ? new(because.ToStringAndClear()) : CannotTellUnread;

    /// <summary>What a rule says; each is evaluated once.</summary>
    internal RuleOutcome Ask(PupilRule rule)
    {
        foreach (var (asked, known) in CollectionsMarshal.AsSpan(_asked))
        {
            if (ReferenceEquals(asked, rule)) return known;
        }

        var outcome = rule.Evaluate(this);
        (_asked ??= []).Add((rule, outcome));
        return outcome;
    }

    /// <summary>One step more urgent, at most critical, for a pupil with an open child-protection plan, child-in-need plan, care order or family help. Nothing else of a pupil ever changes a severity.</summary>
    internal Severity Raised(Severity severity) => severity < Severity.Critical && Roll?.IsSupportedOn(Today) == true ? severity + 1 : severity;

    internal bool? IsOfCompulsoryAge(DateOnly on) => Roll?.IsOfCompulsoryAge(on);

    /// <summary>The next midnight at which a mark entered ahead begins to count; null when there is none.</summary>
    internal DateTimeOffset? NextMarkedDate()
    {
        var from = Math.Max(((Today.DayNumber + 1) * 2) - Marks.Origin, 0);
        var index = from < Marks.Places.Length ? Array.FindIndex(Marks.Places, from, static place => place != 0) : -1;
        return index < 0 ? null : SchoolTime.StartOf(MarkSheet.SessionOf(Marks.Origin + index).Date);
    }

    /// <summary>The next midnight at which a status begins, or no longer holds; null when there is none.</summary>
    internal DateTimeOffset? NextStatusChange() => Roll?.NextStatusChange(Today) is { } date ? SchoolTime.StartOf(date) : null;
}
