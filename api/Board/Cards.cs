using System.Collections.Frozen;
using System.Collections.Immutable;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Board;

/// <summary>From what the grains know to what a screen may show: the one hand-written mapping, by clearance.</summary>
internal sealed class Cards(RuleBook rules, SchoolClock clock, PersonaBook personas, Settings.NameOnDuty nameOnDuty, Schools.NameOfSchool nameOfSchool)
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(30);

    // What these rules are called says what a child is under or what was done to one: whoever passes a wall is told that there is something to do.
    private static readonly FrozenDictionary<string, string> TitlesOnWalls = new Dictionary<string, string>
    {
        ["ATT-08"] = "Not in school: check now",
        ["SG-08"] = "A change to know about",
        ["SG-09"] = "Nothing recorded lately",
        ["SG-10"] = "Safeguarding record to be dealt with",
        ["SG-12"] = "Safeguarding concern",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly ImmutableDictionary<RuleId, RuleDescription> descriptions = rules.Rules.Append(BrokenRule.Description).ToImmutableDictionary(rule => rule.Id);

    public RuleDescription? Describe(RuleId rule) => descriptions.GetValueOrDefault(rule);

    /// <summary>The name colleagues know; the id where we know no name.</summary>
    public string? NameOf(string? staff) => staff is null ? null : personas.Find(staff)?.Shown.Name ?? staff;

    /// <summary>Null: whoever asks may not know of it.</summary>
    public AlertCard? Of(AlertView alert, Sight sight) => sight.Of(alert.Facts) is var clearance && clearance == Clearance.None ? null : Of(alert, clearance);

    private AlertCard Of(AlertView alert, Clearance clearance) =>
        new()
        {
            School = alert.Key.Subject.School!.Value.Value,
            Alert = clearance == Clearance.Wall ? Opaque(alert) : alert.Key.Text,
            Student = clearance == Clearance.Wall ? null : alert.Key.Subject.Student?.Value,
            Initials = alert.Key.Subject.Student is null ? null : alert.Pupil?.Initials ?? "?",
            YearGroup = alert.Pupil?.YearGroup,
            Rule = alert.Key.Rule.Value,
            Title = TitleOf(alert.Key.Rule, clearance),
            Severity = Word(alert.Severity),
            State = Word(alert.State),
            Sentence = AlertSentence.Of(alert.Key.Rule, alert.Evidence, NamesCategories(alert.Key.Rule, clearance), school => nameOfSchool(school)),
            Count = alert.Evidence.Count,
            Threshold = alert.Evidence.Threshold,
            Effective = alert.Effective,
            RaisedAt = alert.RaisedAt,
            ChangedAt = alert.ChangedAt,
            PreExisting = alert.PreExisting,
            AcknowledgedBy = NameOf(alert.AcknowledgedBy),
            AcknowledgedAt = alert.AcknowledgedAt,
            Because = BecauseOf(alert, clearance),
            SnoozedUntil = alert.SnoozedUntil,
            SnoozedBy = clearance == Clearance.Wall ? null : NameOf(alert.SnoozedBy),
            Step = alert.Step,
            Asked = alert.State is AlertState.Firing && alert.SnoozedUntil is null ? AskedNow(alert, clearance) : null,
            AskedAt = alert.AskedAt,
            NextAt = alert.NextAt,
            Flapping = alert.Flapping,
            HeldBackBy = IsWithoutMark(alert) ? "SCH-01" : null,
            Watchers = clearance == Clearance.Wall ? [] : [.. alert.Watchers.Select(NameOf).OfType<string>()],
            Outcome = clearance == Clearance.Wall ? null : Word(alert.Outcome),
            ClosedBy = clearance == Clearance.Wall ? null : NameOf(alert.ClosedBy),
            Seen = alert.Sequence,
            Update = alert.Update,
        };

    private string TitleOf(RuleId rule, Clearance clearance) =>
        (clearance == Clearance.Wall ? TitlesOnWalls.GetValueOrDefault(rule.Value) : null) ?? Describe(rule)?.Title ?? rule.Value;

    // What a person wrote when they closed it is for those who may open the case; and what a rule of concerns or of plans says now names what it counts.
    private static string? BecauseOf(AlertView alert, Clearance clearance) =>
        clearance == Clearance.Wall && (alert.ClosedBy is not null || ConcernRules.IsOfConcerns(alert.Key.Rule) || ConcernRules.IsOfStatus(alert.Key.Rule)) ? null : alert.Because;

    /// <summary>Whether the sentence may say what lies behind it. Of the rules about the register one knows of plans, which a child-protection plan may be.</summary>
    public static bool NamesCategories(RuleId rule, Clearance clearance) => clearance switch
    {
        Clearance.Wall => false,
        Clearance.Full => true,
        _ => ConcernRules.IsOfConcerns(rule),
    };

    // A mark that says "absent" is never held back.
    private static bool IsWithoutMark(AlertView alert) =>
        alert.Key.Rule.Value == "ATT-08" && alert.Evidence.Items.Where(item => item.Category != "last-attended").All(item => item.Code is null or "-");

    // Of its own people a school's screens may speak; the one on the wall says the role.
    private string AskedNow(AlertView alert, Clearance clearance)
    {
        var role = AskedAt(alert.Step);
        return clearance != Clearance.Wall && nameOnDuty(alert.Key.Subject.School!.Value, alert.Step) is { } name
            ? alert.Step == 0 ? name : $"{role}, {name}"
            : role;
    }

    private static string AskedAt(int step) => step switch { 0 => "the people on duty", 1 => "the deputy", _ => "the head" };

    public static string? Word(ClosureOutcome? outcome) => outcome switch
    {
        ClosureOutcome.Acted => "acted",
        ClosureOutcome.NoFurtherAction => "no-further-action",
        ClosureOutcome.NotUseful => "not-useful",
        ClosureOutcome.WrongData => "wrong-data",
        _ => null,
    };

    public BoardSnapshot Of(BoardView board, Sight sight) => new()
    {
        School = board.School.Value,
        Name = board.Name,
        Update = board.Update,
        Alerts = [.. board.Alerts.Select(alert => Of(alert, sight)).OfType<AlertCard>()],
        Freshness = Of(board.Freshness),
    };

    public BoardFreshness Of(Freshness freshness)
    {
        var now = clock.Now;
        return new BoardFreshness
        {
            LastEvaluatedAt = freshness.LastEvaluatedAt,
            MarksToday = freshness.MarksToday,
            Registers = freshness.Registers is { } count ? new RegisterChip(count.Session, count.Received, count.Expected, count.LastAt) : null,
            Feeds = [.. freshness.Feeds.Select(feed => new FeedChip(feed.Feed, feed.LastCompleteAt, IsStale(feed, now)))],
            Baseline = freshness.Baseline,
            Now = now,
            Speed = clock.Speed,
        };
    }

    // A file is imported when somebody does; whether that is too long ago is for rule TRU-05, where the school has said so.
    private static bool IsStale(FeedFreshness feed, DateTimeOffset now) =>
        feed.Feed != Domain.FeedWatch.ImportedConcerns && now - feed.LastCompleteAt > StaleAfter;

    /// <summary>Every number after <paramref name="last"/>, with the card where it is the alert's last change and the viewer may see it.</summary>
    public IEnumerable<BoardUpdate> Updates(string school, long last, long upTo, IReadOnlyCollection<AlertView> alerts, Sight sight)
    {
        var byNumber = alerts.ToDictionary(alert => alert.Update);
        for (var number = last + 1; number <= upTo; number++)
            yield return new BoardUpdate(school, number, byNumber.TryGetValue(number, out var alert) ? Of(alert, sight) : null);
    }

    public static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    public static string Word(AlertState state) => state.ToString().ToLowerInvariant();

    // A wall needs to tell cards apart and group them by pupil's initials; it gets no id that opens anything, nor one that whoever has the pupils' ids
    // could match: of a child it is made of the case mark, which needs the school's key.
    private static string Opaque(AlertView alert)
    {
        var key = alert.Key;
        var whom = alert.Cases is [var mark, ..] ? $"{mark.Value} {key.Rule} {key.Subject.Facet} {key.Episode}" : key.Text;
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{key.Subject.School}/{whom}")).AsSpan(0, 8));
    }
}
