using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>What was taken back, so that an older receipt of it that comes late stays away.</summary>
[GenerateSerializer, Immutable, Alias("Tombstone")]
public sealed record Tombstone([property: Id(0)] string Of, [property: Id(1)] string Key, [property: Id(2)] DateTimeOffset ReceivedAt);

/// <summary>
/// Everything but marks that is remembered of one pupil, each kind oldest first, bounded in number and in time (13 months; penalty notices
/// 37, because the law counts them over three years). Narratives never enter.
/// </summary>
[GenerateSerializer, Immutable, Alias("CaseFile")]
public sealed record CaseFile
{
    private const int MonthsKept = 13;
    private const int NoticeMonthsKept = 37;
    private const int MostTombstones = 64;

    private static readonly Shelf<Concern> ConcernShelf = new(200, MonthsKept, each => each.OccurredAt, (a, b) => a.Id == b.Id, Content.Same);
    private static readonly Shelf<ConcernAction> ActionShelf = new(400, MonthsKept, each => each.At, (a, b) => a.Id == b.Id);
    private static readonly Shelf<Behaviour> BehaviourShelf = new(400, MonthsKept, each => each.OccurredAt, (a, b) => a.Id == b.Id);
    private static readonly Shelf<Suspension> SuspensionShelf = new(100, MonthsKept, each => Day(each.From), (a, b) => a.Id == b.Id);
    private static readonly Shelf<Notice> NoticeShelf = new(40, NoticeMonthsKept, each => Day(each.IssuedOn), (a, b) => a.Id == b.Id, Content.Same);
    private static readonly Shelf<Contact> ContactShelf = new(200, MonthsKept, each => each.At, (a, b) => a.Id == b.Id);
    private static readonly Shelf<LessonMark> LessonShelf = new(300, MonthsKept, each => Day(each.Date), (a, b) => a.Date == b.Date && a.Period == b.Period);
    private static readonly Shelf<Plan> PlanShelf = new(40, MonthsKept, each => Day(each.From), (a, b) => a.Id == b.Id);
    private static readonly Shelf<Departure> DepartureShelf = new(20, MonthsKept, each => Day(each.NoticedOn), (a, b) => a.Id == b.Id);
    private static readonly Shelf<Assessment> AssessmentShelf = new(200, MonthsKept, each => Day(each.On), (a, b) => a.Id == b.Id);
    private static readonly Shelf<FileTransfer> TransferShelf = new(4, MonthsKept, each => each.SentAt ?? each.ReceivedAt, (a, b) => a.Direction == b.Direction);

    public static CaseFile Empty { get; } = new();

    [Id(0)] public ImmutableArray<Concern> Concerns { get; init; } = [];

    /// <summary>What was done about this pupil's concerns; an action that was filed anew under another's stays, and says so.</summary>
    [Id(1)] public ImmutableArray<ConcernAction> Actions { get; init; } = [];

    [Id(2)] public ImmutableArray<Behaviour> Behaviours { get; init; } = [];

    [Id(3)] public ImmutableArray<Suspension> Suspensions { get; init; } = [];

    [Id(4)] public ImmutableArray<Notice> Notices { get; init; } = [];

    [Id(5)] public ImmutableArray<Contact> Contacts { get; init; } = [];

    [Id(6)] public ImmutableArray<LessonMark> Lessons { get; init; } = [];

    [Id(7)] public ImmutableArray<Plan> Plans { get; init; } = [];

    [Id(8)] public ImmutableArray<Departure> Departures { get; init; } = [];

    [Id(9)] public ImmutableArray<Assessment> Assessments { get; init; } = [];

    [Id(10)] public ImmutableArray<FileTransfer> FileTransfers { get; init; } = [];

    [Id(11)] public ImmutableArray<Tombstone> Withdrawals { get; init; } = [];

    /// <summary>What was done about one concern, oldest first.</summary>
    public IEnumerable<ConcernAction> ActionsOn(string concern) => Actions.Where(action => action.Concern == concern);

    public override string ToString() => $"{Concerns.Length} concerns, {Behaviours.Length} incidents";

    internal bool IsWithdrawn(Observation item) =>
        !Withdrawals.IsEmpty && Withdrawals.Any(each => each.ReceivedAt > item.ReceivedAt && each.Of == item.Type && each.Key == item.Key);

    internal CaseFile With(Observation item) => IsWithdrawn(item) ? this : item switch
    {
        Concern one => Changed(Concerns, ConcernShelf.Put(Concerns, one, IsUnanswered), kept => this with { Concerns = kept }),
        ConcernAction one => Changed(Actions, ActionShelf.Put(Actions, one), kept => this with { Actions = kept }),
        Behaviour one => Changed(Behaviours, BehaviourShelf.Put(Behaviours, one), kept => this with { Behaviours = kept }),
        Suspension one => Changed(Suspensions, SuspensionShelf.Put(Suspensions, one), kept => this with { Suspensions = kept }),
        Notice one => Changed(Notices, NoticeShelf.Put(Notices, one), kept => this with { Notices = kept }),
        Contact one => Changed(Contacts, ContactShelf.Put(Contacts, one), kept => this with { Contacts = kept }),
        LessonMark one => Changed(Lessons, LessonShelf.Put(Lessons, one), kept => this with { Lessons = kept }),
        Plan one => Changed(Plans, PlanShelf.Put(Plans, one), kept => this with { Plans = kept }),
        Departure one => Changed(Departures, DepartureShelf.Put(Departures, one), kept => this with { Departures = kept }),
        Assessment one => Changed(Assessments, AssessmentShelf.Put(Assessments, one), kept => this with { Assessments = kept }),
        FileTransfer one => Changed(FileTransfers, TransferShelf.Put(FileTransfers, one), kept => this with { FileTransfers = kept }),
        _ => this,
    };

    internal CaseFile Without(Withdrawn withdrawn) => Buried(withdrawn) is var file ? withdrawn.Of switch
    {
        "concern" => file.Changed(Concerns, Shelf.Remove(Concerns, withdrawn), kept => file with { Concerns = kept, Actions = ActionsWithout(kept) }),
        "action" => file.Changed(Actions, Shelf.Remove(Actions, withdrawn), kept => file with { Actions = kept }),
        "behaviour" => file.Changed(Behaviours, Shelf.Remove(Behaviours, withdrawn), kept => file with { Behaviours = kept }),
        "suspension" => file.Changed(Suspensions, Shelf.Remove(Suspensions, withdrawn), kept => file with { Suspensions = kept }),
        "notice" => file.Changed(Notices, Shelf.Remove(Notices, withdrawn), kept => file with { Notices = kept }),
        "contact" => file.Changed(Contacts, Shelf.Remove(Contacts, withdrawn), kept => file with { Contacts = kept }),
        "lesson" => file.Changed(Lessons, Shelf.Remove(Lessons, withdrawn), kept => file with { Lessons = kept }),
        "plan" => file.Changed(Plans, Shelf.Remove(Plans, withdrawn), kept => file with { Plans = kept }),
        "departure" => file.Changed(Departures, Shelf.Remove(Departures, withdrawn), kept => file with { Departures = kept }),
        "assessment" => file.Changed(Assessments, Shelf.Remove(Assessments, withdrawn), kept => file with { Assessments = kept }),
        "file-transfer" => file.Changed(FileTransfers, Shelf.Remove(FileTransfers, withdrawn), kept => file with { FileTransfers = kept }),
        _ => file,
    } : this;

    /// <summary>Without what is past its period at an instant, whether or not anything new has come.</summary>
    internal CaseFile Forget(DateTimeOffset asOf) => this with
    {
        Concerns = ConcernShelf.Forget(Concerns, asOf, IsUnanswered),
        Actions = ActionShelf.Forget(Actions, asOf),
        Behaviours = BehaviourShelf.Forget(Behaviours, asOf),
        Suspensions = SuspensionShelf.Forget(Suspensions, asOf),
        Notices = NoticeShelf.Forget(Notices, asOf),
        Contacts = ContactShelf.Forget(Contacts, asOf),
        Lessons = LessonShelf.Forget(Lessons, asOf),
        Plans = PlanShelf.Forget(Plans, asOf),
        Departures = DepartureShelf.Forget(Departures, asOf),
        Assessments = AssessmentShelf.Forget(Assessments, asOf),
        FileTransfers = TransferShelf.Forget(FileTransfers, asOf),
        Withdrawals = Withdrawals.RemoveAll(each => each.ReceivedAt < asOf.AddMonths(-NoticeMonthsKept)),
    };

    // What was done about a concern goes with it; whoever the concern is filed for next is told of it by the school.
    private ImmutableArray<ConcernAction> ActionsWithout(ImmutableArray<Concern> kept)
    {
        var gone = Concerns.Except(kept).Select(each => each.Id).Except(kept.Select(each => each.Id)).ToList();
        return Actions.RemoveAll(action => gone.Contains(action.Concern));
    }

    private CaseFile Buried(Withdrawn withdrawn)
    {
        var old = Withdrawals.FirstOrDefault(each => each.Of == withdrawn.Of && each.Key == withdrawn.OfKey);
        if (old is not null && old.ReceivedAt >= withdrawn.ReceivedAt) return this;
        var others = old is null ? Withdrawals : Withdrawals.Remove(old);
        if (others.Length >= MostTombstones) others = others.RemoveAt(0);
        return this with { Withdrawals = others.Add(new(withdrawn.Of, withdrawn.OfKey, withdrawn.ReceivedAt)) };
    }

    private CaseFile Changed<T>(ImmutableArray<T> before, ImmutableArray<T> after, Func<ImmutableArray<T>, CaseFile> with) => before == after ? this : with(after);

    // An immediate concern nobody has answered outlives the thirteen months: forgetting must not close it.
    private bool IsUnanswered(Concern concern) => Rules.ImmediateConcern.Is(concern) && !ActionsOn(concern.Id).Any();

    private static DateTimeOffset Day(DateOnly date) => new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
