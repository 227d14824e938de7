using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Retention;

/// <summary>One line of the policy: what is kept, for how long, counted from when, and why so long.</summary>
/// <param name="Id">Names the line in previews, certificates and the audit; never reused.</param>
/// <param name="Category">Of concerns, where a line is about one; otherwise <c>any</c>.</param>
/// <param name="Months">Null: as <paramref name="Period"/> says.</param>
/// <param name="Disposes">Whether disposal takes what is past the period away; where it does not, <paramref name="Why"/> says what does.</param>
public sealed record RetentionLine(string Id, string Kind, string Category, int? Months, string Period, string Since, string Why, bool Disposes = true);

/// <summary>How long each kind of thing is kept: the rolling thirteen months that the rules need, and where longer, why. The product is not the record system.</summary>
public static class RetentionPolicy
{
    public const int Months = 13;
    private const int NoticeMonths = 37;

    /// <summary>The ids of the lines, as code names them.</summary>
    public const string Attendance = "attendance";
    public const string Lessons = "lessons";
    public const string Concerns = "concerns";
    public const string Conduct = "conduct";
    public const string Notices = "notices";
    public const string Provision = "provision";
    public const string Alerts = "alerts";
    public const string Decisions = "decisions";
    public const string Pupils = "pupils";

    private const string Rolling = "the rolling 13 months that the rules look at, and no more";

    public static ImmutableArray<RetentionLine> Lines { get; } =
    [
        new(Attendance, "marks of the register", "any", null, "this school year and the one before", "the session", "the year's rules compare with the year before; 13 to 24 months"),
        Line(Lessons, "marks of lessons", "the lesson"),
        Line(Concerns, "concerns and what was done about them", "when it happened") with { Why = $"{Rolling}; an immediate concern that nobody has answered stays until somebody has" },
        Line(Conduct, "behaviour, suspensions, exclusions", "when it happened"),
        new(Notices, "penalty notices", "any", NoticeMonths, "37 months", "the day of issue", "the law counts them over three years"),
        Line(Provision, "contacts, plans, assessments, departures, files sent", "the day it is about"),
        Line(Alerts, "alerts that are over, with what people did", "the end of the alert") with { Why = $"{Rolling}; the last alert of each rule about a pupil stays while the pupil is remembered, so that what was closed is not raised anew" },
        Line(Decisions, "decisions about a pupil and their reasons", "when it was written"),
        Line(Pupils, "a pupil as a whole, name and all of the above", "the last day on roll") with { Why = "afterwards no rule asks; a pupil with an open alert, or whose records were joined, waits" },
        new("messages", "digests and messages that were sent", "any", 3, "90 days", "when it was written", "they hold counts and no pupil; the service deletes them by itself every hour", Disposes: false),
        new("imported", "imported rows and narrative of concerns", "any", Months, "13 months", "when it happened", "the import forgets them by itself with its next file", Disposes: false),
        new("audit", "who saw and did what", "any", null, "for as long as the service runs", "when it was written", "append-only, so that it can be proved whole; it holds ids and reasons, sealed, and is unreadable once a school's keys are destroyed", Disposes: false),
    ];

    public static RetentionLine Of(string id) => Lines.Single(line => line.Id == id);

    /// <summary>The line an observation falls under; null: it is about no pupil, or stays as long as its pupil.</summary>
    public static string? LineOf(string type) => type switch
    {
        "mark" => Attendance,
        "lesson" => Lessons,
        "concern" or "action" => Concerns,
        "behaviour" or "suspension" => Conduct,
        "notice" => Notices,
        "contact" or "plan" or "departure" or "assessment" or "file-transfer" => Provision,
        _ => null,
    };

    /// <summary>The first day that a line still keeps.</summary>
    public static DateOnly FirstDayKept(string line, DateTimeOffset asOf)
    {
        var today = SchoolTime.DateOf(asOf);
        return line == Attendance ? new DateOnly(SchoolYear.Of(today).StartsIn - 1, 8, 1) : today.AddMonths(-(Of(line).Months ?? Months));
    }

    /// <summary>Whether an observation is past its period.</summary>
    public static bool IsPast(Observation observation, DateTimeOffset asOf) =>
        LineOf(observation is Withdrawn { Of: var of } ? of : observation.Type) is { } line && DayOf(observation) is { } day && day < FirstDayKept(line, asOf);

    private static DateOnly? DayOf(Observation observation) => observation switch
    {
        Mark each => each.At.Date,
        LessonMark each => each.Date,
        Concern each => SchoolTime.DateOf(each.OccurredAt),
        ConcernAction each => SchoolTime.DateOf(each.At),
        Behaviour each => SchoolTime.DateOf(each.OccurredAt),
        Suspension each => each.From,
        Notice each => each.IssuedOn,
        Contact each => SchoolTime.DateOf(each.At),
        Plan each => each.From,
        Departure each => each.NoticedOn,
        Assessment each => each.On,
        FileTransfer each => SchoolTime.DateOf(each.SentAt ?? each.ReceivedAt),
        Withdrawn each => SchoolTime.DateOf(each.At),
        _ => null,
    };

    private static RetentionLine Line(string id, string kind, string since) => new(id, kind, "any", Months, "13 months", since, Rolling);
}
